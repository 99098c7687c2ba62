import { findingsFor, medianIn, pairOf } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';
import { BOUGHT, LOCAL, SYNCHRONOUS } from './rule.ts';

/** What a local read costs, how old it is, and whether the prediction of that holds. */
export const insights = (evidence: Evidence): Insight[] => [
  ...price(evidence),
  ...staleness(evidence),
  ...prediction(evidence),
];

/** CPU time is what changes pay for reads. It decides nothing. */
function price(evidence: Evidence): Insight[] {
  const id = 'cpu-per-request';
  const [asked, local] = [SYNCHRONOUS, LOCAL].map((topology) => medianIn(evidence, id, topology));
  if (asked === undefined || local === undefined) return [];
  const way = `${asked.toFixed(2)} → ${local.toFixed(2)} ms`;
  return [
    {
      id: 'price',
      text: {
        en: `CPU time per request, services that ask → local replicas: ${way}. A read saves its calls, and each change of the stock is an event more, applied by each reader.`,
        ko: `요청당 CPU 시간(서로 물어보는 서비스 → 로컬 복제본): ${way}. 읽기는 호출을 아끼고, 재고가 바뀔 때마다 이벤트가 하나씩 늘어 읽는 쪽마다 적용한다.`,
      },
      metrics: [id],
    },
  ];
}

function prediction(evidence: Evidence): Insight[] {
  const id = 'prediction-error';
  const off = medianIn(evidence, id, LOCAL);
  if (off === undefined) return [];
  const points = off.toFixed(0);
  return [
    {
      id: 'prediction',
      text: {
        en: `Probabilistically bounded staleness, predicted from the delays alone, is ${points} percentage points off what readers saw, on average over the times after a change.`,
        ko: `지연만으로 예측한 확률적 낡음 한계(PBS)는 읽는 쪽이 실제로 본 것과 평균 ${points} %p 차이가 난다.`,
      },
      metrics: [id],
    },
  ];
}

/** What somebody looks at who may not show anything old. It decides nothing. */
function staleness(evidence: Evidence): Insight[] {
  const metrics = ['price-lag', 'stale-at-once'];
  const [price, atOnce] = metrics.map((id) => medianIn(evidence, id, LOCAL));
  if (price === undefined || atOnce === undefined) return [];
  const text: Text = {
    en: `A page showed a new price after ${price.toFixed(0)} ms (median), and ${atOnce.toFixed(0)} % of the reads right after a change missed it.`,
    ko: `새 가격이 페이지에 보이기까지 ${price.toFixed(0)} ms(중앙값), 변경 직후 읽기의 ${atOnce.toFixed(0)} %가 변경을 놓쳤다.`,
  };
  return [{ id: 'staleness', text, metrics }];
}

/** Reads and changes apart, and a load of both: the more changes there are in it, the nearer it is to what a change alone gets. */
export function byChanges(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, SYNCHRONOUS, LOCAL);
  const found = pair ? findingsFor(evidence, pair.arm.name, BOUGHT) : [];
  const [read, change, both] = found.map(({ comparison }) => comparison.ratio.toFixed(2));
  if (found.length < BOUGHT.length) return undefined;
  return {
    en: `Local replicas against services that ask: a read (looking at a product) takes ${read}× as long, a change (placing an order) ${change}×. A load of six reads for each change has ${both}× the capacity.`,
    ko: `서로 물어보는 서비스 대비 로컬 복제본: 읽기(상품 보기) 시간 ${read}배, 변경(주문하기) 시간 ${change}배. 변경 하나에 읽기가 여섯인 부하의 처리량 ${both}배.`,
  };
}
