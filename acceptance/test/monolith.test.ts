import { behaviourSuite } from '@lab/shared-domain/testing/behaviour/suite';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the monolith', { start: () => deployShop('monolith') });
