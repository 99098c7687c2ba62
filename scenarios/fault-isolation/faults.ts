import type { DisturbanceSettings, PlannedFault } from '@lab/lab/experiments/disturbance/settings';

const context = 'recommendations';

/** Without timeouts only what makes callers wait shows anything else. */
export const WITHOUT_TIMEOUTS = ['monolith-no-timeouts', 'microservices-no-timeouts'];

/** Faults that take the whole process with them, wherever in it they are. */
export const OF_THE_PROCESS: readonly PlannedFault[] = [
  {
    id: 'crash',
    title: { en: 'Crash', ko: '프로세스 중단' },
    context,
    fault: { kind: 'crash' },
    seconds: 2,
    profiles: ['smoke', 'quick', 'full'],
    notIn: WITHOUT_TIMEOUTS,
  },
  {
    id: 'block',
    title: { en: 'Blocked event loop', ko: '이벤트 루프 정지' },
    context,
    fault: { kind: 'block', ms: 3_000 },
    seconds: 4,
    profiles: ['quick', 'full'],
  },
  {
    id: 'leak',
    title: { en: 'Memory leak until the limit', ko: '한계까지의 메모리 누수' },
    context,
    fault: { kind: 'leak', bytes: 8 * 1024 * 1024 },
    seconds: 12,
    profiles: ['full'],
    notIn: WITHOUT_TIMEOUTS,
  },
];

/** Of which only who writes to the same database can feel something. */
export const LONG_TRANSACTION: PlannedFault = {
  id: 'hold-writer',
  title: { en: 'Long write transaction', ko: '긴 쓰기 트랜잭션' },
  context,
  fault: { kind: 'hold-writer', ms: 3_000 },
  seconds: 4,
  profiles: ['full'],
  notIn: WITHOUT_TIMEOUTS,
};

/** Faults of which only calls, or other writers, can feel something. */
export const OF_CALLS: readonly PlannedFault[] = [
  {
    id: 'slow',
    title: { en: 'Slow dependency', ko: '느린 의존 서비스' },
    context,
    fault: { kind: 'slow', ms: 2_000 },
    seconds: 3,
    profiles: ['quick', 'full'],
  },
  {
    id: 'fail',
    title: { en: 'Failing dependency', ko: '실패하는 의존 서비스' },
    context,
    fault: { kind: 'fail', share: 0.3 },
    seconds: 4,
    profiles: ['full'],
    notIn: WITHOUT_TIMEOUTS,
  },
  LONG_TRANSACTION,
];

/** What only one side has to lose: the part that all services share. */
export const OUTAGE: PlannedFault = {
  id: 'broker-outage',
  title: { en: 'Broker outage', ko: '브로커 중단' },
  context: 'broker',
  fault: { kind: 'broker-outage' },
  // Two seconds where starting it is fast, ten where the machine is slow or busy.
  seconds: 20,
  profiles: ['full'],
  notIn: WITHOUT_TIMEOUTS,
};

export const settings: DisturbanceSettings = {
  perSecond: 40,
  warmUp: {
    smoke: { minSeconds: 2, maxSeconds: 14, within: 4 },
    quick: { minSeconds: 6, maxSeconds: 16, within: 1.5 },
    full: { minSeconds: 10, maxSeconds: 30, within: 1.3 },
  },
  before: { smoke: 1, quick: 1, full: 2 },
  after: { smoke: 3, quick: 3, full: 6 },
  // The overview leaves recommendations out when there are none to be had.
  needed: ['recommendations'],
  faults: [...OF_THE_PROCESS, ...OF_CALLS, OUTAGE],
};
