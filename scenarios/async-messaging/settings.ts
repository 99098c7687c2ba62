import type { ProbeMeasure, ProbeSettings } from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';

/** How much a trial does. */
export interface Size {
  /** Orders that are placed one after the other, each followed to its outcome. */
  readonly followed: number;
  /** So many buyers, who order again as soon as they are answered, for so long. */
  readonly buyers: number;
  readonly capacitySeconds: number;
  readonly peakSeconds: number;
  /** Of the peak in which a process dies. 0 where there is none. */
  readonly struckSeconds: number;
  /** How long that process stays away. */
  readonly downMs: number;
}

/** The peak asks for so many times what the shop that answers when an order is decided has decided a second. */
export const TIMES = 5;

/** What stands for nothing, which has no ratio: a percent, and an order in ten seconds. */
export const LEAST = { percent: 1, perSecond: 0.1 } as const;

const SIZES: Readonly<Record<ProfileId, Size>> = {
  smoke: { followed: 3, buyers: 4, capacitySeconds: 1, peakSeconds: 1, struckSeconds: 1, downMs: 200 },
  quick: { followed: 10, buyers: 16, capacitySeconds: 1, peakSeconds: 1, struckSeconds: 0, downMs: 0 },
  full: { followed: 40, buyers: 16, capacitySeconds: 2, peakSeconds: 5, struckSeconds: 5, downMs: 500 },
};

const CALM: Text = { en: 'One order at a time', ko: '한 번에 주문 하나' };
const CAPACITY: Text = { en: 'Capacity', ko: '처리량' };
const PEAK: Text = { en: 'A peak of five times the capacity', ko: '처리량의 다섯 배로 몰린 주문' };
const STRUCK: Text = { en: 'The same, and a process dies in it', ko: '몰린 주문 도중 프로세스 하나가 죽음' };

/** @param words in English and in Korean */
const measure = (
  id: string,
  unit: string,
  [better, kind, delta, least]: readonly [
    ProbeMeasure['better'],
    ProbeMeasure['kind'],
    delta: number,
    least?: number,
  ],
  group: Text,
  words: readonly [en: string, ko: string],
): ProbeMeasure => ({
  ...{ id, unit, better, kind, delta, group, label: { en: words[0], ko: words[1] } },
  ...(least !== undefined && { least }),
});

/** @param lost words for accepted orders that were lost */
const inPeak = (name: string, group: Text, lost: readonly [en: string, ko: string]): ProbeMeasure[] => [
  measure(`${name}.soon`, '%', ['higher', 'amount', 0.1, LEAST.percent], group, [
    'orders taken within a second',
    '1초 안에 받아들인 주문',
  ]),
  measure(`${name}.slow`, '%', ['lower', 'amount', 0.1, LEAST.percent], group, [
    'orders taken later',
    '그보다 늦게 받아들인 주문',
  ]),
  measure(`${name}.refused`, '%', ['lower', 'amount', 0.1, LEAST.percent], group, [
    'orders refused, or without an answer',
    '거절했거나 응답이 없는 주문',
  ]),
  measure(`${name}.lost`, 'orders', ['lower', 'amount', 0.1], group, lost),
  measure(`${name}.decided`, 'orders/s', ['higher', 'throughput', 0.1, LEAST.perSecond], group, [
    'orders decided, of those that were taken',
    '받아들인 주문을 모두 처리할 때까지의 처리 속도',
  ]),
  measure(`${name}.took`, 's', ['lower', 'duration', 0.1], group, [
    'until all of it was worked off',
    '모두 처리할 때까지',
  ]),
];

export const settings: ProbeSettings = {
  does: {
    en: 'follows single orders until they are decided, and measures how many orders a second it decides. It asks in a peak for five times as many as the arm of the same deployment decides that answers when an order is decided, and, except in a quick run, once more while the process is killed that takes the messages',
    ko: '주문을 하나씩 넣어 처리가 끝날 때까지 따라가고, 초당 처리하는 주문 수를 잰다. 이어 같은 배포에서 주문이 결정된 뒤 응답하는 대상이 처리하는 수의 다섯 배를 한꺼번에 몰아 넣는다. quick이 아니면 메시지를 받는 프로세스를 강제 종료하면서 한 번 더 한다',
  },
  measures: [
    measure('wait.p50', 'ms', ['lower', 'duration', 0.1], CALM, [
      'what the client waits, p50',
      '클라이언트가 기다리는 시간(p50)',
    ]),
    measure('outcome.p50', 'ms', ['lower', 'duration', 0.1], CALM, [
      'until the order is seen to be decided, p50',
      '주문의 결과가 보일 때까지(p50)',
    ]),
    measure('capacity', 'orders/s', ['higher', 'throughput', 0.05], CAPACITY, [
      'orders decided, all that buyers have asked for',
      '구매자가 넣은 주문을 모두 처리한 속도',
    ]),
    ...inPeak('peak', PEAK, [
      'accepted orders that were lost, all up to its end',
      '접수 뒤에 잃은 주문(이때까지 모두)',
    ]),
    measure('peak.out-of-order', 'events', ['lower', 'amount', 0.1], PEAK, [
      'accepted orders that were taken up after a later one',
      '더 늦게 접수한 주문보다 나중에 꺼낸 주문',
    ]),
    ...inPeak('struck', STRUCK, ['accepted orders that were lost', '접수 뒤에 잃은 주문']),
    measure('struck.repeated', 'events', ['lower', 'amount', 0.1], STRUCK, [
      'messages that came again, after they had been applied',
      '이미 반영한 뒤 다시 온 메시지',
    ]),
    measure('struck.out-of-order', 'events', ['lower', 'amount', 0.1], STRUCK, [
      'accepted orders that were taken up after a later one, since it was back',
      '다시 시작한 뒤, 더 늦게 접수한 주문보다 나중에 꺼낸 주문',
    ]),
  ],
  charts: [
    {
      id: 'waiting',
      kind: 'curve',
      title: { en: 'Orders that wait for their outcome in a peak', ko: '몰린 동안 결과를 기다리는 주문' },
      x: { en: 'seconds since the peak began', ko: '몰리기 시작한 뒤 시간(초)' },
      y: { en: 'orders', ko: '주문 수' },
      caption: {
        en: 'Requests without an answer, and orders that are accepted and not decided. Who waits for the outcome stands in line with a connection open. An accepted order waits in the broker, or in the queue.',
        ko: '아직 응답하지 않은 요청과 접수했지만 처리하지 않은 주문의 합. 결과를 기다리는 방식에서는 연결을 연 채 줄을 서고, 접수한 주문은 브로커나 큐에서 기다린다.',
      },
    },
    {
      id: 'answers',
      kind: 'distribution',
      log: true,
      title: { en: 'What clients wait in a peak', ko: '몰린 동안 클라이언트가 기다린 시간' },
      x: { en: 'time until the answer, ms', ko: '응답까지 시간(ms)' },
      caption: {
        en: 'Counted from the moment at which the order was due, of the orders that were taken.',
        ko: '주문을 보내야 했던 시각부터, 받아들인 주문만 잰다.',
      },
    },
  ],
  // The lab's own metrics: what an order waits and costs under a load that every arm bears.
  phases: [
    {
      ...{ name: 'light', perSecond: 10, arrivals: 'poisson', inTurns: true },
      seconds: { smoke: 2, quick: 4, full: 8 },
    },
  ],
  warmUpPerSecond: 15,
  warmUp: {
    smoke: { minSeconds: 1, maxSeconds: 12, within: 8 },
    quick: { minSeconds: 2, maxSeconds: 14, within: 2 },
    full: { minSeconds: 4, maxSeconds: 20, within: 1.6 },
  },
  takesFaults: false,
  seconds: { smoke: 14, quick: 10.5, full: 54 },
  own: SIZES,
};
