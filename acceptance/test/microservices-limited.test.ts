import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the microservices with priorities, whose callers choose the instance', {
  start: () => deployShop('microservices+transport=http+balancing=least-outstanding+limit=priority'),
  differences: ['order-still-pending', 'refuses-when-busy'],
});
