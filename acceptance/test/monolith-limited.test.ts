import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

// The narrowest: what finds a place here finds one with the other limits that follow latency.
behaviourSuite('the monolith with priorities', {
  start: () => deployShop('monolith+limit=priority'),
  differences: ['refuses-when-busy'],
});
