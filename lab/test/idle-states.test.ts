import { closeSync, openSync, readSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keepCpusAwake, sleepOf } from '../src/host/idle-states.ts';
import { skipLoudly } from './skip-loudly.ts';

/** The shortest time, in microseconds, that anybody on this machine has asked for, as the kernel tells it. */
function shortestAsked(): number {
  const file = openSync('/dev/cpu_dma_latency', 'r');
  const value = new Int32Array(1);
  readSync(file, value);
  closeSync(file);
  return value[0] ?? Number.NaN;
}

test('the kernel is asked to keep CPUs awake, until the last one lets them go', (context) => {
  const first = keepCpusAwake();
  skipLoudly(context, first.wakeUpUs === null ? 'this user may not keep CPUs awake here' : undefined);
  const second = keepCpusAwake();
  first.release();
  expect(shortestAsked()).toBe(second.wakeUpUs);
  second.release();
  expect(shortestAsked()).toBeGreaterThan(second.wakeUpUs ?? 0);
});

test.each([
  [null, 'as the kernel sees fit'],
  [0, 'not at all'],
  [10, 'only where it takes 10 µs at most to wake up'],
])('how CPUs may sleep is told in words: %s', (wakeUpUs, words) => {
  expect(sleepOf({ wakeUpUs })).toBe(words);
});
