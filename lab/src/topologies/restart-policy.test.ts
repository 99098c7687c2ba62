import { expect, test } from 'vitest';
import { RestartPolicy } from './restart-policy.ts';

/** What a process waits that dies `lifeMs` after each start, and is started when its wait is over. */
function waitsOf(lives: readonly number[]): (number | 'give-up')[] {
  const policy = new RestartPolicy();
  let now = 0;
  return lives.map((lifeMs) => {
    const startedAt = now;
    now += lifeMs;
    const wait = policy.afterDeath(startedAt, now);
    now += wait === 'give-up' ? 0 : wait;
    return wait;
  });
}

test('waits twice as long after each death, up to two seconds', () => {
  expect(waitsOf([10, 10, 10, 10, 10, 10, 10])).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
});

test('begins anew with a process that had lived for ten seconds', () => {
  expect(waitsOf([10, 10, 10_000, 10, 9_999])).toEqual([100, 200, 100, 200, 400]);
});

test('gives up at the tenth death within a minute, and only then', () => {
  expect(waitsOf(Array.from({ length: 10 }, () => 1_000)).indexOf('give-up')).toBe(9);
  // Seven seconds of life and two of waiting: there are never more than seven deaths in a minute.
  expect(waitsOf(Array.from({ length: 30 }, () => 7_000))).not.toContain('give-up');
});
