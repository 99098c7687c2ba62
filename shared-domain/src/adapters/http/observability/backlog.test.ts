import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { showBacklog } from './backlog.ts';

it('counts what waits whenever somebody asks, and leaves out what cannot be counted', async () => {
  const registry = new Registry();
  let letters = 3;
  let reachable = true;
  showBacklog(registry, {
    deadLetters: async () => letters,
    sagas: async () => {
      if (!reachable) throw new Error('the database is busy');
      return 1;
    },
  });
  expect(await registry.metrics()).toMatch(/^shop_dead_letters 3$/m);
  letters = 0;
  expect((await registry.metrics()).split('\n')).toEqual(
    expect.arrayContaining(['shop_dead_letters 0', 'shop_open_sagas 1']),
  );
  reachable = false;
  const metrics = await registry.metrics();
  expect(metrics).toMatch(/^shop_dead_letters 0$/m);
  expect(metrics).not.toMatch(/^shop_open_sagas/m);
});
