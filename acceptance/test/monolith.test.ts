import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the monolith', { start: () => deployShop('monolith') });
