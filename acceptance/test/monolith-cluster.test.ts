import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the monolith in a cluster', { start: () => deployShop('monolith-cluster') });
