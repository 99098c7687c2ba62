import { observedStatuses } from './behaviour/documentation.ts';
import { operations } from './behaviour/operations.ts';
import { overview } from './behaviour/overview.ts';
import { placingOrders } from './behaviour/placing-orders.ts';
import { readingOrders } from './behaviour/reading-orders.ts';
import { recommending } from './behaviour/recommending.ts';
import { sessions } from './behaviour/sessions.ts';
import type { Shop } from './behaviour/shop.ts';
import { timings } from './behaviour/timings.ts';

/**
 * The topics of the behaviour suite that ask for something of which recommendations answer a part, in the suite's order. The last one looks at what was answered
 * to all before. A unit test holds the list to the topics' files.
 *
 * All others know of no such page. Some have a customer's balance, which the suite's client reads off the overview: they look at nothing else of it.
 */
export const RECOMMENDED_TOPICS: readonly ((shop: () => Shop) => void)[] = [
  ...[operations, sessions, placingOrders, readingOrders],
  ...[overview, recommending, timings],
  observedStatuses,
];
