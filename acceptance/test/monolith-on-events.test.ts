import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the monolith whose inventory keeps events', {
  start: () => deployShop('monolith+store=events'),
});
