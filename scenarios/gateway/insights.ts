import { pairedRatio } from '@lab/lab/experiments/load/paired-ratio';
import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';
import { USUAL_DUTIES } from './arms.ts';

/** What duties cost, what a page costs the shop, and where the requests go. None of it decides. */
export const insights = (evidence: Evidence): Insight[] => [
  ...duties(evidence, 'duties.cpu', {
    en: 'CPU time of a request with a token, by what is done for each besides and where, against all duties at the edge',
    ko: '공통 기능과 그것을 하는 곳에 따른, 토큰이 있는 요청당 CPU 시간(모두 엣지에서 할 때 대비)',
  }),
  ...duties(evidence, 'overview.p50', {
    en: 'Time of my overview (p50), against all duties at the edge',
    ko: '내 현황 페이지의 시간(p50, 모두 엣지에서 할 때 대비)',
  }),
  ...told(evidence, ['page-cpu-one', 'page-cpu-five'], 'ms', {
    en: 'CPU time of the shop for my overview, as one answer and as five',
    ko: '내 현황 페이지에 상점이 쓴 CPU 시간, 한 번에 받을 때와 다섯 번에 받을 때',
  }),
  ...told(evidence, ['slow.share', 'slow.share-most'], '%', {
    en: 'Answers of the slow one of three instances, and of the busier one of the two others',
    ko: '인스턴스 셋 중 느린 하나가 응답한 비율, 나머지 둘 중 더 많이 응답한 하나의 비율',
  }),
  ...told(evidence, ['joins.share'], '%', {
    en: 'Answers of an instance that had come back, once it had answered something',
    ko: '돌아온 인스턴스가 처음 응답한 뒤 응답한 비율',
  }),
  ...told(evidence, ['dies.noticed', 'joins.after'], 'ms', {
    en: 'Until the death of an instance troubled nobody, and until the new one answered',
    ko: '인스턴스가 죽은 영향이 사라질 때까지, 돌아온 인스턴스가 응답할 때까지',
  }),
  ...told(evidence, ['crowd.times'], '×', {
    en: 'Requests of the flood of many ÷ those that were answered before it was over (a shop that bears its capacity has 2×, and below 1.5× there was no overload)',
    ko: '여러 고객이 몰릴 때 보낸 요청 ÷ 그동안 응답한 요청(처리량만큼 응답하면 2배, 1.5배 미만이면 과부하가 아님)',
  }),
  ...told(evidence, ['crowd.orders', 'crowd.goodput'], '', {
    en: 'At twice the capacity, orders placed within a second (%), and requests answered within a second (each second)',
    ko: '처리량의 두 배에서 1초 안에 처리한 주문(%)과 1초 안에 응답한 초당 요청',
  }),
];

function duties(evidence: Evidence, metric: string, words: Text): Insight[] {
  const found = evidence.arms.flatMap((own) => {
    const usual = evidence.arms.find(({ topology }) => topology === USUAL_DUTIES[own.topology]);
    const ratio = usual && pairedRatio(evidence, metric, own, usual);
    return ratio ? [`${own.topology} ${ratio.said}`] : [];
  });
  return said(metric, found, words, [metric]);
}

/** The medians of each arm that has them. */
function told({ arms, metrics }: Evidence, ids: readonly string[], unit: string, words: Text): Insight[] {
  const found = arms.flatMap(({ name, topology }) => {
    const medians = ids.flatMap((id) => metrics.find((each) => each.id === id)?.arms[name]?.median ?? []);
    if (medians.length < ids.length) return [];
    const values = medians.map(
      (median) => `${Number(median.toPrecision(3))}${unit === '' || unit === '×' ? unit : ` ${unit}`}`,
    );
    return [`${topology} ${values.join(' / ')}`];
  });
  return said(ids[0] ?? '', found, words, ids);
}

const said = (id: string, found: readonly string[], words: Text, metrics: readonly string[]): Insight[] =>
  found.length === 0
    ? []
    : [
        {
          ...{ id, metrics },
          text: {
            en: `${words.en}: ${found.join(', ')}.`,
            ko: `${words.ko}: ${found.join(', ').replaceAll('×', '배')}.`,
          },
        },
      ];
