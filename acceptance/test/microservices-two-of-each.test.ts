import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the microservices, two of each service', {
  start: () => deployShop('microservices+instances=2'),
  differences: ['order-still-pending'],
});
