import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the microservices', {
  start: () => deployShop('microservices'),
  differences: ['order-still-pending'],
});
