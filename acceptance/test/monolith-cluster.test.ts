import { behaviourSuite } from '@lab/shared-domain/testing/behaviour/suite';
import { deployShop } from '../deployed-shop.ts';

behaviourSuite('the monolith in a cluster', { start: () => deployShop('monolith-cluster') });
