import { type ProbeChart, probe } from '@lab/lab/experiments/probe/settings';
import type { Scenario, Text } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { byChanges, insights } from './insights.ts';
import { bursts, measures, phases } from './measures.ts';
import { eventual, LOCAL, RULE, RULE_IN_KOREAN, SYNCHRONOUS } from './rule.ts';

const warmUp = (minSeconds: number, maxSeconds: number, within: number) => ({
  minSeconds,
  maxSeconds,
  within,
});

const AFTER: Text = { en: 'milliseconds after the answer to the change', ko: '변경 응답 뒤 시간(ms)' };

const LOADS: ProbeChart['lines'] = [
  { id: 'many', title: { en: '40 requests a second', ko: '초당 40건' } },
  { id: 'few', title: { en: '15 requests a second', ko: '초당 15건' } },
];

const lags = (id: string, title: Text): ProbeChart => ({
  ...{ id, kind: 'distribution', title, x: AFTER, lines: LOADS, log: true },
  caption: {
    en: 'Share of the changes that every reader sees who starts to read so much later. A change that is seen at once stands at the left edge.',
    ko: '그만큼 뒤에 시작한 모든 읽기에 보이는 변경의 비율. 바로 보인 변경은 왼쪽 끝에 있다.',
  },
});

const charts: readonly ProbeChart[] = [
  lags('price', {
    en: 'When a new price is on the page of its product',
    ko: '새 가격이 상품 페이지에 보이는 때',
  }),
  lags('order-price', { en: 'When orders are charged a new price', ko: '주문에 새 가격이 적용되는 때' }),
  lags('stock', { en: 'When the page shows what was bought', ko: '구매가 페이지의 재고에 반영되는 때' }),
  {
    ...{ id: 'fresh', kind: 'curve', x: AFTER, log: true },
    title: {
      en: 'P(fresh | t): how likely a reader sees the new price, measured and predicted',
      ko: 'P(fresh | t): 읽는 쪽이 새 가격을 볼 확률, 측정과 예측',
    },
    y: { en: 'share of the readers', ko: '읽기의 비율' },
    caption: {
      en: 'Of readers who start to read so long after the answer to the change, the share that sees it, at 40 requests a second. The prediction draws each delay independently from what was measured of it: from the commit to the publication, from there to the replica, the ways of the answer and of the read (Bailis et al., 2012).',
      ko: '변경 응답 뒤 그만큼 지나 시작한 읽기 중 변경을 본 비율, 초당 40건에서. 예측은 커밋에서 발행까지, 발행에서 복제본까지, 응답과 읽기가 가는 시간을 각각 잰 값에서 서로 독립으로 뽑아 계산한다(Bailis 외, 2012).',
    },
    lines: [
      { id: 'measured', title: { en: 'measured', ko: '측정' } },
      { id: 'predicted', title: { en: 'predicted', ko: '예측' } },
    ],
  },
  {
    ...{ id: 'fresh-down', kind: 'curve', x: AFTER },
    title: {
      en: 'P(fresh | t) while orders stand still for half a second',
      ko: '주문 서비스가 0.5초 동안 멈췄을 때의 P(fresh | t)',
    },
    y: { en: 'share of the orders', ko: '주문의 비율' },
    caption: {
      en: 'Of orders that are placed so long after the answer to a change of the price, the share that is charged the new one. An order that is placed meanwhile waits until the service goes on. Services that ask the owner do so then.',
      ko: '가격 변경 응답 뒤 그만큼 지나 넣은 주문 중 새 가격이 적용된 비율. 멈춘 동안 넣은 주문은 주문 서비스가 다시 돌 때까지 기다린다. 서로 물어보는 서비스는 그때 소유 서비스에 묻는다.',
    },
  },
];

const scenario: Scenario = {
  id: 'eventual-consistency',
  title: { en: 'Eventual consistency', ko: '최종 일관성' },
  question: {
    en: 'What do services gain when readers keep local replicas instead of asking the owner, and how old is what is read then?',
    ko: '읽는 쪽이 소유 서비스에 묻지 않고 로컬 복제본을 두면 무엇을 얻고, 읽은 값은 얼마나 낡는가?',
  },
  baseline: SYNCHRONOUS,
  arms: {
    // That everything runs, the arm with more to it shows alone.
    smoke: [LOCAL],
    // What is asked is a matter of the services. The monolith would show how far both are from asking nobody, at the price of a third of the rounds.
    quick: [SYNCHRONOUS, LOCAL],
    full: [SYNCHRONOUS, LOCAL],
  },
  // The capacity is 1.1 to 1.2 times smaller, and the limit is 1.1: that takes all the rounds there is time for.
  looks: { quick: [4], full: [9] },
  endpoints: endpoints.filter(({ id }) => id === 'product' || id === 'place-order'),
  experiment: probe({
    does: {
      en: 'puts loads on it, changes prices and stock meanwhile, reads each change at many moments until all readers see it, and kills and stops the services that keep and own prices. On two CPUs the four rounds of quick are expected to settle a capacity that is smaller by 18 % at least, the nine rounds of full one that is smaller by 12 %. What lies nearer to the limit of 10 % stays open',
      ko: '부하를 주면서 가격과 재고를 바꾸고, 모든 읽기에 보일 때까지 여러 시점에 읽고, 가격을 보관하거나 소유한 서비스를 강제 종료하고 멈춘다. CPU 2개에서 quick의 네 라운드로는 처리량이 18 % 이상 작을 때, full의 아홉 라운드로는 12 % 이상 작을 때 판정할 수 있을 것으로 본다. 차이가 한계인 10 %에 그보다 가까우면 결론이 나지 않는다',
    },
    measures,
    charts,
    phases,
    bursts,
    warmUpPerSecond: 25,
    warmUp: { smoke: warmUp(2, 14, 8), quick: warmUp(4, 14, 1.6), full: warmUp(8, 30, 1.4) },
    // The pauses between turns are in them.
    seconds: { smoke: 7, quick: 9, full: 14 },
  }),
  claims: [
    {
      id: 'data.eventual',
      text: {
        en: 'eventual consistency buys performance',
        ko: '최종 일관성: 성능과 확장성 향상',
      },
      decidedBy: RULE,
      decidedByInKorean: RULE_IN_KOREAN,
      decide: eventual,
      turn: {
        by: {
          en: 'How many changes there are for each read. A change costs an event for each reader, and a read saves a call: with more changes than reads the replicas cost more than they save.',
          ko: '읽기에 대한 변경의 비율. 변경마다 읽는 쪽 수만큼 이벤트가 들고 읽기마다 호출을 아끼므로, 변경이 읽기보다 많으면 복제본은 아끼는 것보다 더 든다.',
        },
        measured: byChanges,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'product.p50',
      topology: LOCAL,
      text: {
        en: 'time to look at a product, median at moderate load',
        ko: '상품 보기 시간(보통 부하, 중앙값)',
      },
    },
    {
      metric: 'place-order.p50',
      topology: LOCAL,
      text: { en: 'time to place an order, median at moderate load', ko: '주문하기 시간(보통 부하, 중앙값)' },
    },
    {
      metric: 'capacity',
      topology: LOCAL,
      text: { en: 'requests a second that the shop bears', ko: '상점이 감당하는 초당 요청' },
    },
    {
      metric: 'price-lag',
      topology: LOCAL,
      text: { en: 'time until pages show a new price', ko: '페이지에 새 가격이 보이기까지의 시간' },
    },
  ],
  insights,
};

export default scenario;
