import { behaviourSuite } from '../behaviour/suite.ts';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the monolith with a cache in memory', { start: () => deployShop('monolith+cache=memory') });
