import { expect, test } from 'vitest';
import { waitUntil } from './wait-until.ts';

test('ends as soon as the look is satisfied', async () => {
  let looks = 0;
  await waitUntil('three looks', () => ++looks === 3 || `${looks}`, { deadlineMs: 5_000, everyMs: 1 });
  expect(looks).toBe(3);
});

test('gives up at the deadline, saying for what and what it saw', async () => {
  const waiting = waitUntil('the tide', () => 'low water', { deadlineMs: 20, everyMs: 5 });
  await expect(waiting).rejects.toThrow('gave up waiting after 0.02 s: the tide (last seen: low water)');
});

test('a signal ends it at once, with its reason', async () => {
  const controller = new AbortController();
  const waiting = waitUntil('the tide', () => 'low water', {
    deadlineMs: 60_000,
    everyMs: 30_000,
    signal: controller.signal,
  });
  controller.abort(new Error('Ctrl-C'));
  await expect(waiting).rejects.toThrow('Ctrl-C');
});
