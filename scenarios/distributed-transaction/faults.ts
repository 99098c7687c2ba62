import type { Fault } from '@lab/lab/experiments/disturbance/faults/fault';
import { BY_ALL, type PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';

export const NO_COMPENSATION = 'microservices+consistency=no-compensation';
export const TWO_OF_EACH = 'microservices+instances=2';

const ALL: readonly ProfileId[] = ['smoke', 'quick', 'full'];
const QUICK: readonly ProfileId[] = ['quick', 'full'];
const FULL: readonly ProfileId[] = ['full'];
/** Whichever context is killed, it is the one process of the monolith. */
const ONLY_SERVICES = ['monolith'];

type Moment = Extract<Fault, { kind: 'crash-at' }>['moment'];

/** Two of each process show how one takes over from the other. These crashes show nothing more of that. */
const ONLY_ONE_OF_EACH = [...ONLY_SERVICES, TWO_OF_EACH];

/** What all of them have in common. Nobody is a bystander: what is judged is what is left afterwards. */
const common = (notIn: readonly string[]): Pick<PlannedFault, 'needed' | 'seconds' | 'notIn'> => ({
  needed: BY_ALL,
  seconds: 2,
  notIn: [NO_COMPENSATION, ...notIn],
});

/** A process is killed at a moment that is drawn. */
const killed = (
  id: string,
  context: string,
  title: Text,
  profiles: readonly ProfileId[],
  notIn: readonly string[] = ONLY_SERVICES,
): PlannedFault => ({ id, title, context, fault: { kind: 'process-kill' }, profiles, ...common(notIn) });

/** A process dies at a moment that is chosen: of a step of a saga, or of an operation that carries one out. */
const dies = (
  id: string,
  point: string,
  moment: Moment,
  title: Text,
  profiles: readonly ProfileId[],
  notIn: readonly string[] = [],
): PlannedFault => ({
  id,
  title,
  profiles,
  fault: { kind: 'crash-at', point, moment },
  context: point.startsWith('place-order') || point === 'outbox' ? 'orders' : (point.split('.')[0] ?? ''),
  ...common(notIn),
});

export const KILLS: readonly PlannedFault[] = [
  killed('orders-killed', 'orders', { en: 'Orders killed', ko: '주문 강제 종료' }, ALL, []),
  killed('inventory-killed', 'inventory', { en: 'Inventory killed', ko: '재고 강제 종료' }, FULL),
  killed('payments-killed', 'payments', { en: 'Payments killed', ko: '결제 강제 종료' }, FULL),
  killed(
    'notifications-killed',
    'notifications',
    { en: 'Notifications killed', ko: '알림 강제 종료' },
    FULL,
    ONLY_ONE_OF_EACH,
  ),
  killed(
    'catalog-killed',
    'catalog',
    { en: 'Catalog killed', ko: '카탈로그 강제 종료' },
    FULL,
    ONLY_ONE_OF_EACH,
  ),
  killed(
    'recommendations-killed',
    'recommendations',
    { en: 'Recommendations killed', ko: '추천 강제 종료' },
    FULL,
    ONLY_ONE_OF_EACH,
  ),
  killed(
    'gateway-killed',
    'edge',
    { en: 'Gateway killed', ko: '게이트웨이 강제 종료' },
    FULL,
    ONLY_ONE_OF_EACH,
  ),
];

/**
 * Who drives a saga has a lease of ten seconds on it. A process that was killed is back before that, as the same instance, and goes on with its
 * own sagas. Only one that stands still for longer leaves them to the other instance, and then wakes up among sagas that it has lost.
 */
export const STALLED: PlannedFault = {
  id: 'orders-stalled',
  title: { en: 'Orders stalled', ko: '주문 멈춤' },
  context: 'orders',
  fault: { kind: 'block', ms: 14_000 },
  profiles: FULL,
  ...common([...ONLY_SERVICES, 'microservices']),
  // Besides, the time until it bites.
  seconds: 16,
};

/** What only the services have to lose. */
export const OUTAGE: PlannedFault = {
  id: 'broker-killed',
  title: { en: 'Broker killed', ko: '브로커 강제 종료' },
  context: 'broker',
  fault: { kind: 'broker-outage' },
  profiles: FULL,
  ...common([]),
  // Two seconds where starting it is fast, ten where the machine is slow or busy.
  seconds: 10,
};

export const CHOSEN: readonly PlannedFault[] = [
  dies(
    'confirmed-untold',
    'place-order.confirm',
    'after-commit',
    { en: 'Confirmed, not published', ko: '확정 커밋 뒤, 발행 전' },
    QUICK,
  ),
  dies(
    'charged-untold',
    'payments.charge',
    'after-commit',
    { en: 'Charged, not answered', ko: '결제 커밋 뒤, 응답 전' },
    QUICK,
  ),
  dies(
    'reserved-uncommitted',
    'inventory.reserve',
    'before-commit',
    { en: 'Reserved, not committed', ko: '재고 예약 뒤, 커밋 전' },
    FULL,
    [TWO_OF_EACH],
  ),
  dies(
    'reserved-unlogged',
    'place-order.reserve',
    'after-commit',
    { en: 'Reserved, not in the log', ko: '재고 예약 뒤, 로그 전' },
    FULL,
    ONLY_ONE_OF_EACH,
  ),
  dies(
    'undone-unlogged',
    'place-order.reserve.undo',
    'after-commit',
    { en: 'Taken back, not in the log', ko: '보상 뒤, 로그 전' },
    FULL,
    ONLY_ONE_OF_EACH,
  ),
  dies(
    'published-unnoted',
    'outbox',
    'after-publish',
    { en: 'Published, not noted', ko: '발행 뒤, 아웃박스 기록 전' },
    FULL,
    ONLY_ONE_OF_EACH,
  ),
];
