import { type ProbeMeasure, type ProbeSettings, probe } from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';

/** What an arm that keeps events has chosen, as it ends the ids of their topologies. */
const EVENTS = '+store=events';
export const keepsEvents = (topology: string): boolean => topology.endsWith(EVENTS);

/** The loads: one of which the price is read, and one in which the process with the stock is killed. */
export const SHOPPING = 'shopping';
export const CRASH = 'crash';
const CRASH_SECONDS: Readonly<Record<ProfileId, number>> = { smoke: 2, quick: 2, full: 8 };

/** The scenario's own part of the settings. */
export interface Own {
  /** Lengths of the history at which it is replayed: positions of its newest event. The first is there before the load. */
  readonly lengths: Readonly<Record<ProfileId, readonly number[]>>;
  /** The stock of one in so many products is looked at, besides that of all that the load orders. */
  readonly every: Readonly<Record<ProfileId, number>>;
  readonly crashSeconds: Readonly<Record<ProfileId, number>>;
  /** How often each length is replayed from snapshots: the shortest time counts. */
  readonly timesFromSnapshots: Readonly<Record<ProfileId, number>>;
}

const own: Own = {
  lengths: {
    smoke: [6_000],
    // With the first, every product has a snapshot or nearly as many events as one takes.
    quick: [60_000, 180_000],
    full: [60_000, 200_000, 500_000, 1_000_000],
  },
  every: { smoke: 25, quick: 4, full: 1 },
  crashSeconds: CRASH_SECONDS,
  timesFromSnapshots: { smoke: 1, quick: 5, full: 5 },
};

/** A price may be so much greater than with tables before the claim is called mixed. */
const DEAR = 0.25;

/** Each deployment is compared with itself on tables. */
const ON_TABLES = Object.fromEntries(['monolith', 'microservices'].map((base) => [`${base}${EVENTS}`, base]));

const GROUPS = {
  price: { en: 'Price', ko: '비용' },
  replay: { en: 'Replay', ko: '재생' },
};

const price = (id: string, en: string, ko: string): ProbeMeasure => ({
  id,
  label: { en: `${en}, p50`, ko: `${ko}(p50)` },
  unit: 'ms',
  better: 'lower',
  delta: DEAR,
  kind: 'duration',
  group: GROUPS.price,
  against: ON_TABLES,
});

const replay = (
  id: string,
  label: Text,
  unit: string,
  kind: ProbeMeasure['kind'] = 'duration',
): ProbeMeasure => ({
  id,
  label,
  unit,
  better: kind === 'throughput' ? 'higher' : 'lower',
  delta: 0.1,
  kind,
  group: GROUPS.replay,
});

/** By measure, the endpoint of which it is the p50. */
export const PRICES = {
  'order-time': 'place-order',
  'cancel-time': 'cancel-order',
  'read-time': 'product',
} as const;

const measures: readonly ProbeMeasure[] = [
  price('order-time', 'place an order', '주문하기'),
  price('cancel-time', 'cancel an order', '주문 취소'),
  price('read-time', 'look at a product', '상품 보기'),
  replay(
    'replay-mistakes',
    { en: 'products that a replay got wrong', ko: '재생 결과가 틀린 상품' },
    'products',
    'amount',
  ),
  replay('replay-time', { en: 'longest history, all events', ko: '가장 긴 이력, 모든 이벤트' }, 's'),
  replay('snapshot-time', { en: 'longest history, from snapshots', ko: '가장 긴 이력, 스냅샷부터' }, 's'),
  replay(
    'replay-growth',
    {
      en: 'all events, longest ÷ shortest history',
      ko: '모든 이벤트, 가장 긴 이력 ÷ 가장 짧은 이력',
    },
    '×',
  ),
  replay(
    'snapshot-growth',
    {
      en: 'from snapshots, longest ÷ shortest history',
      ko: '스냅샷부터, 가장 긴 이력 ÷ 가장 짧은 이력',
    },
    '×',
  ),
  replay('replay-rate', { en: 'events replayed per second', ko: '초당 재생한 이벤트' }, '1/s', 'throughput'),
  replay(
    'replay-memory',
    { en: 'memory of a replay, longest history', ko: '가장 긴 이력을 재생하는 메모리' },
    'MB',
    'memory',
  ),
];

const HISTORY = { en: 'events in the history', ko: '이력의 이벤트 수' };
const LINES = [
  { id: 'events', title: { en: 'all events', ko: '모든 이벤트' } },
  { id: 'snapshots', title: { en: 'from snapshots', ko: '스냅샷부터' } },
];

export const settings: ProbeSettings = {
  does: {
    en: 'measures the load of the price. A second load follows, in which the process that keeps the stock is killed and started again. The stock that clients see is compared with replays: of all events, from snapshots, up to the time before the kill, and again with longer and longer histories',
    ko: '비용을 볼 부하를 측정한다. 이어서 두 번째 부하를 주면서 재고를 가진 프로세스를 강제 종료하고 다시 시작한다. 그런 다음 클라이언트가 보는 재고를 재생 결과와 비교한다. 모든 이벤트의 재생, 스냅샷부터의 재생, 강제 종료 전 시각까지의 재생을 보고, 이력을 점점 늘리며 되풀이한다',
  },
  measures,
  charts: [
    {
      id: 'rebuild',
      kind: 'curve',
      title: { en: 'Time to rebuild the stock', ko: '재고를 복원하는 시간' },
      x: HISTORY,
      y: { en: 'seconds', ko: '초' },
      caption: {
        en: 'Replaying all events takes longer the more there are. From snapshots it does not.',
        ko: '모든 이벤트를 재생하는 시간은 이벤트가 많을수록 길어진다. 스냅샷부터 재생하면 그렇지 않다.',
      },
      lines: LINES,
    },
    {
      id: 'memory',
      kind: 'curve',
      title: { en: 'Memory of a rebuild', ko: '복원에 쓰는 메모리' },
      x: HISTORY,
      y: { en: 'MB', ko: 'MB' },
      caption: {
        en: 'The most resident memory of the program. Events are read in batches, so a longer history takes no more.',
        ko: '프로그램이 가장 많이 쓴 메모리(RSS). 이벤트를 나누어 읽으므로 이력이 길어져도 늘지 않는다.',
      },
      lines: LINES,
    },
  ],
  phases: [
    {
      name: SHOPPING,
      perSecond: 30,
      seconds: { smoke: 2, quick: 10, full: 24 },
      inTurns: true,
      // The machine is slower for two or three seconds at a time. Longer turns give one arm more of them than another.
      turnSeconds: 1,
    },
    { name: CRASH, perSecond: 30, seconds: CRASH_SECONDS },
  ],
  warmUpPerSecond: 30,
  warmUp: {
    smoke: { minSeconds: 2, maxSeconds: 14, within: 8 },
    quick: { minSeconds: 4, maxSeconds: 16, within: 1.6 },
    full: { minSeconds: 6, maxSeconds: 24, within: 1.5 },
  },
  // Means of the arms, as those on tables replay nothing. The pauses between turns are in them.
  seconds: { smoke: 6, quick: 8, full: 32 },
  own,
};

export const experiment = probe(settings);
