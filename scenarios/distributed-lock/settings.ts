import type { ProbeMeasure, ProbeSettings } from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';

/** How much a trial does. */
export interface Size {
  readonly rush: { readonly buyers: number; readonly seconds: number };
  readonly sales: { readonly sales: number; readonly units: number; readonly buyers: number };
  /** A holder that stands still, and the others who come meanwhile. */
  readonly paused: { readonly units: number; readonly buyers: number; readonly watchMs: number };
  readonly restarted: {
    readonly units: number;
    readonly buyers: number;
    readonly watchMs: number;
    readonly downMs: number;
  };
  /** The server of the lock cut off, for longer than a lease, which is 2 s. */
  readonly cut: {
    readonly units: number;
    readonly buyers: number;
    readonly watchMs: number;
    readonly cutMs: number;
  };
}

/** Two units, so that there is one left when another buyer has been served. Six buyers: half of them ask the instance that stands still. */
const HELD = { units: 2, buyers: 6, watchMs: 6_000 } as const;

export const SIZES: Readonly<Record<ProfileId, Size>> = {
  smoke: {
    rush: { buyers: 16, seconds: 1 },
    sales: { sales: 2, units: 4, buyers: 16 },
    paused: HELD,
    restarted: { ...HELD, watchMs: 5_000, downMs: 500 },
    cut: { ...HELD, watchMs: 7_500, cutMs: 2_500 },
  },
  quick: {
    rush: { buyers: 16, seconds: 2 },
    sales: { sales: 5, units: 4, buyers: 16 },
    paused: { ...HELD, watchMs: 4_500 },
    restarted: { ...HELD, watchMs: 5_500, downMs: 1_000 },
    cut: { ...HELD, watchMs: 7_500, cutMs: 2_500 },
  },
  full: {
    rush: { buyers: 16, seconds: 6 },
    sales: { sales: 12, units: 4, buyers: 16 },
    paused: { ...HELD, watchMs: 12_000 },
    restarted: { ...HELD, watchMs: 8_500, downMs: 2_000 },
    // A saga tries for ten seconds: the shop has to give up orders, too.
    cut: { ...HELD, watchMs: 22_000, cutMs: 14_000 },
  },
};

const DELTA = { throughput: 0.05, p50: 0.1, p95: 0.15, amount: 0.1, time: 0.2 } as const;

const RUSH = { en: 'One product, many buyers', ko: '한 상품에 몰린 구매자' };
const LAST = { en: 'Last units', ko: '마지막 재고' };
const PAUSED = { en: 'A holder that stands still', ko: '멈춰 선 잠금 보유자' };
const RESTARTED = { en: 'The lock server restarted', ko: '잠금 서버 재시작' };
const CUT_OFF = { en: 'The lock server cut off', ko: '잠금 서버 연결 끊김' };

/** @param words in English and in Korean */
const measure = (
  id: string,
  unit: string,
  [better, kind, delta]: readonly [ProbeMeasure['better'], ProbeMeasure['kind'], number],
  group: Text,
  words: readonly [en: string, ko: string],
): ProbeMeasure => ({ id, unit, better, kind, delta, group, label: { en: words[0], ko: words[1] } });

const time = (delta: number) => ['lower', 'duration', delta] as const;

/** Those that a part of the trial has promised. */
const oversold = (id: string, group: Text): ProbeMeasure =>
  measure(id, 'units', ['lower', 'amount', DELTA.amount], group, [
    'units promised twice, or to nobody',
    '두 번 약속했거나 아무에게도 가지 않은 수량',
  ]);

const MEASURES: readonly ProbeMeasure[] = [
  measure('rush.throughput', 'orders/s', ['higher', 'throughput', DELTA.throughput], RUSH, [
    'orders confirmed',
    '확정된 주문',
  ]),
  measure('rush.p50', 'ms', time(DELTA.p50), RUSH, ['time of an order, p50', '주문에 걸린 시간(p50)']),
  measure('rush.p95', 'ms', time(DELTA.p95), RUSH, ['time of an order, p95', '주문에 걸린 시간(p95)']),
  measure('rush.evenness', 'of 1', ['higher', 'amount', DELTA.amount], RUSH, [
    "fairness: orders by buyer (Jain's index)",
    '공정성: 구매자별 주문 수(Jain 지수)',
  ]),
  oversold('oversold', LAST),
  oversold('paused.oversold', PAUSED),
  measure('paused.handover', 'ms', time(DELTA.time), PAUSED, [
    'until another buyer is served',
    '다른 구매자가 사기까지',
  ]),
  oversold('restarted.oversold', RESTARTED),
  measure('restarted.wait', 'ms', time(DELTA.time), RESTARTED, [
    'wait of a buyer who comes when it is gone',
    '서버가 없을 때 온 구매자의 대기',
  ]),
  oversold('cut.oversold', CUT_OFF),
  measure('cut.wait', 'ms', time(DELTA.time), CUT_OFF, [
    'until buyers who come meanwhile know, p50',
    '그동안 온 구매자가 결과를 알기까지(p50)',
  ]),
  measure('cut.refused', 'of 1', ['lower', 'amount', DELTA.amount], CUT_OFF, [
    'share of their orders that are refused',
    '그 주문 가운데 거절된 비율',
  ]),
  measure('cut.answer', 'ms', time(DELTA.time), CUT_OFF, [
    'slowest answer of the shop meanwhile',
    '그동안 상점의 가장 느린 답',
  ]),
  measure('cut.again', 'ms', time(DELTA.time), CUT_OFF, [
    'from its return until a buyer is served',
    '다시 이어진 뒤 구매자가 사기까지',
  ]),
];

export const settings: ProbeSettings = {
  does: {
    en: 'sends 16 buyers after one product, who buy again and again. It sells the last units of several products, each to 16 buyers who come at once. It stops an inventory between its decision and its write, for longer than its lease, while others buy. It restarts the server of the lock while an inventory stands between its decision and its write. At the end it does the same once more and cuts the server off instead, for longer than a lease.',
    ko: '구매자 16명이 한 상품을 거듭 사게 한다. 여러 상품의 마지막 재고를, 한꺼번에 온 구매자 16명에게 차례로 판다. 재고 서비스 하나를 판단과 쓰기 사이에서 리스보다 오래 멈추고, 그동안 다른 구매자가 사게 한다. 재고 서비스 하나가 판단과 쓰기 사이에 있는 동안 잠금 서버를 다시 시작한다. 끝으로 같은 일을 한 번 더 하되, 다시 시작하는 대신 잠금 서버와의 연결을 리스보다 오래 끊는다.',
  },
  takesFaults: true,
  lines: ['redis', 'zookeeper', 'consul'],
  measures: MEASURES,
  charts: [
    {
      id: 'waits',
      kind: 'distribution',
      log: true,
      title: {
        en: 'How long an order takes when 16 want the same product',
        ko: '16명이 같은 상품을 살 때 주문에 걸리는 시간',
      },
      x: { en: 'time of an order, ms', ko: '주문에 걸린 시간(ms)' },
      caption: {
        en: 'A steep line is a fair queue: all wait equally long. A flat end are buyers whom others overtook.',
        ko: '선이 가파르면 모두가 비슷하게 기다리는 공정한 대기열이다. 끝이 완만하면 추월당한 구매자가 있다.',
      },
    },
    {
      id: 'others',
      kind: 'curve',
      title: {
        en: 'Units sold to others while a holder stands still',
        ko: '보유자가 멈춰 선 동안 남에게 팔린 수량',
      },
      x: { en: 'seconds since it stands still', ko: '멈춘 뒤 지난 시간(초)' },
      y: { en: 'units', ko: '수량' },
      caption: {
        en: "A lease lets others go on when it ends. A database's transaction has no lease: nobody buys until its holder goes on. Without a lock, and with one conditional UPDATE, nobody waits.",
        ko: '리스가 끝나면 다른 구매자가 계속 살 수 있다. 데이터베이스 트랜잭션에는 리스가 없어, 보유자가 다시 움직일 때까지 아무도 사지 못한다. 잠금이 없거나 조건부 UPDATE 하나면 아무도 기다리지 않는다.',
      },
    },
    {
      id: 'cut-waits',
      kind: 'distribution',
      title: {
        en: 'How long buyers wait who come while the lock server is cut off',
        ko: '잠금 서버와 연결이 끊긴 동안 온 구매자의 대기',
      },
      x: { en: 'until the buyer knows, ms', ko: '구매자가 결과를 알기까지(ms)' },
      caption: {
        en: 'They wait for as long as the cut lasts, if the shop does not give their orders up before.',
        ko: '상점이 먼저 주문을 포기하지 않으면, 연결이 이어질 때까지 기다린다.',
      },
    },
  ],
  phases: [],
  warmUpPerSecond: 10,
  warmUp: {
    smoke: { minSeconds: 1, maxSeconds: 12, within: 8 },
    quick: { minSeconds: 1, maxSeconds: 12, within: 4 },
    full: { minSeconds: 2, maxSeconds: 16, within: 2 },
  },
  seconds: { smoke: 8, quick: 12, full: 40 },
  own: SIZES,
};
