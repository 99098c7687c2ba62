import { behaviourSuite } from '@lab/shared-domain/testing/behaviour/suite';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the microservices', {
  start: () => deployShop('microservices'),
  differences: ['order-still-pending'],
});
