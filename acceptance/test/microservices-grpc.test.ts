import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the microservices that call each other over gRPC', {
  start: () => deployShop('microservices+transport=grpc'),
  differences: ['order-still-pending'],
});
