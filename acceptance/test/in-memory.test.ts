import { randomBytes } from 'node:crypto';
import { behaviourSuite } from '../behaviour/suite.ts';
import { startInMemoryShop } from '../in-memory-shop.ts';

behaviourSuite('the shop in memory', {
  async start() {
    const jwtSecret = randomBytes(32).toString('hex');
    const shop = await startInMemoryShop({ jwtSecret, seed: 1 });
    return { ...shop, jwtSecret };
  },
});
