import { BY_ALL, type PlannedFault } from '@lab/lab/experiments/disturbance/settings';

/** By the name that stored runs have of `monolith+workers=2`. */
export const TWO_WORKERS = 'monolith-x2';
/** Without timeouts only what makes callers wait shows anything else. */
export const WITHOUT_TIMEOUTS = ['monolith-no-timeouts', 'microservices-no-timeouts'];
/** Of two workers only a crash and a blocked loop are asked for: a leak ends in a death like any other, and a full run has its time. */
const EXPLAINING = [...WITHOUT_TIMEOUTS, TWO_WORKERS];

/** What cannot be answered without a context: `lab/test/faults.test.ts` looks, in both deployments. */
export const NEEDED = {
  // The overview leaves recommendations out when there are none to be had, or no products to show them with.
  recommendations: ['recommendations'],
  catalog: ['browse', 'product', 'recommendations', 'place-order'],
  payments: ['overview', 'place-order', 'cancel-order'],
} as const;

/** Where a fault is. */
const inContext = (context: keyof typeof NEEDED) => ({ context, needed: NEEDED[context] });

/** Faults that take the whole process with them, wherever in it they are. */
export const OF_THE_PROCESS: readonly PlannedFault[] = [
  {
    id: 'crash',
    title: { en: 'Crash', ko: '프로세스 중단' },
    ...inContext('recommendations'),
    fault: { kind: 'crash' },
    seconds: 2,
    profiles: ['smoke', 'quick', 'full'],
    notIn: WITHOUT_TIMEOUTS,
  },
  {
    id: 'catalog-crash',
    title: { en: 'Crash of the catalog', ko: '카탈로그 프로세스 중단' },
    ...inContext('catalog'),
    fault: { kind: 'crash' },
    seconds: 2,
    profiles: ['quick', 'full'],
    notIn: WITHOUT_TIMEOUTS,
  },
  {
    id: 'payments-crash',
    title: { en: 'Crash of payments', ko: '결제 프로세스 중단' },
    ...inContext('payments'),
    fault: { kind: 'crash' },
    seconds: 2,
    profiles: ['full'],
    notIn: EXPLAINING,
  },
  {
    id: 'block',
    title: { en: 'Blocked event loop', ko: '이벤트 루프 정지' },
    ...inContext('recommendations'),
    fault: { kind: 'block', ms: 2_500 },
    seconds: 3,
    profiles: ['quick', 'full'],
    notIn: WITHOUT_TIMEOUTS,
  },
  {
    id: 'leak',
    title: { en: 'Memory leak until the limit', ko: '한계까지의 메모리 누수' },
    ...inContext('recommendations'),
    fault: { kind: 'leak', bytes: 24 * 1024 * 1024 },
    seconds: 3,
    profiles: ['full'],
    notIn: EXPLAINING,
  },
];

/** Of which only who writes to the same database can feel something. */
export const LONG_TRANSACTION: PlannedFault = {
  id: 'hold-writer',
  title: { en: 'Long write transaction', ko: '긴 쓰기 트랜잭션' },
  ...inContext('recommendations'),
  fault: { kind: 'hold-writer', ms: 2_500 },
  seconds: 3,
  profiles: ['full'],
  notIn: EXPLAINING,
};

/** Faults of which only calls, or other writers, can feel something. */
export const OF_CALLS: readonly PlannedFault[] = [
  {
    id: 'slow',
    title: { en: 'Slow dependency', ko: '느린 의존 서비스' },
    ...inContext('recommendations'),
    fault: { kind: 'slow', ms: 2_000 },
    seconds: 3,
    profiles: ['full'],
    notIn: [TWO_WORKERS],
  },
  {
    id: 'catalog-slow',
    title: { en: 'Slow catalog', ko: '느린 카탈로그' },
    ...inContext('catalog'),
    fault: { kind: 'slow', ms: 2_000 },
    seconds: 3,
    profiles: ['full'],
    notIn: EXPLAINING,
  },
  {
    id: 'payments-slow',
    title: { en: 'Slow payments', ko: '느린 결제' },
    ...inContext('payments'),
    fault: { kind: 'slow', ms: 2_000 },
    seconds: 3,
    profiles: ['full'],
    notIn: EXPLAINING,
  },
  {
    id: 'fail',
    title: { en: 'Failing dependency', ko: '실패하는 의존 서비스' },
    ...inContext('recommendations'),
    fault: { kind: 'fail', share: 0.3 },
    seconds: 3,
    profiles: ['full'],
    notIn: EXPLAINING,
  },
  LONG_TRANSACTION,
];

/** Work that takes what a process has once, its threads, from whoever shares the process. It decides no claim. */
export const NEIGHBOUR: PlannedFault = {
  id: 'noisy-neighbour',
  title: { en: 'Noisy neighbour', ko: '시끄러운 이웃' },
  context: 'edge',
  // Nobody signs in under this load.
  needed: [],
  fault: { kind: 'hash', count: 8 },
  seconds: 4,
  profiles: ['full'],
  notIn: EXPLAINING,
};

/** What all share in every deployment: whatever answers HTTP clients. */
const EDGE_CRASH: PlannedFault = {
  id: 'edge-crash',
  title: { en: 'Crash of the edge', ko: '엣지(게이트웨이) 프로세스 중단' },
  context: 'edge',
  needed: BY_ALL,
  fault: { kind: 'crash' },
  seconds: 2,
  profiles: ['full'],
  notIn: EXPLAINING,
};

/** What only one side has to lose: the part that all services share. */
const OUTAGE: PlannedFault = {
  id: 'broker-outage',
  title: { en: 'Broker outage', ko: '브로커 중단' },
  context: 'broker',
  needed: BY_ALL,
  fault: { kind: 'broker-outage' },
  // Two seconds where starting it is fast, ten where the machine is slow or busy.
  seconds: 10,
  profiles: ['full'],
  notIn: EXPLAINING,
};

/** What no border isolates, as all need it. It decides no claim. */
export const SHARED = { edge: EDGE_CRASH, broker: OUTAGE } as const;
