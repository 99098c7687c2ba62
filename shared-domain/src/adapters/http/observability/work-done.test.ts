import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { showWork } from './work-done.ts';

it('shows what has been done so far, each time that somebody asks', async () => {
  const registry = new Registry();
  let commits = 3;
  showWork(registry, { commits: () => commits });
  expect(await registry.metrics()).toContain('shop_commits_total 3');
  commits = 5;
  expect(await registry.metrics()).toContain('shop_commits_total 5');
  expect(await registry.metrics()).not.toContain('shop_messages_total');
});
