import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LoadSecond } from './driver.ts';
import { EachSecond } from './each-second.ts';
import type { Outcome } from './sample.ts';

const OK: Outcome = { kind: 'ok' };
const REFUSED: Outcome = { kind: 'error', what: 'ECONNREFUSED', example: '' };
const GIVEN_UP: Outcome = { kind: 'timeout' };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function watched() {
  const told: LoadSecond[] = [];
  return { told, seconds: new EachSecond((second) => told.push(second)) };
}

it('tells each second what has ended in it', () => {
  const { told, seconds } = watched();
  for (let ms = 1; ms <= 20; ms += 1) seconds.add({ response: ms, outcome: OK });
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1_000);
  seconds.add({ response: 7, outcome: OK });
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([
    { seconds: 1, ended: 20, failed: 0, p50: 10, p95: 19 },
    { seconds: 1, ended: 1, failed: 0, p50: 7, p95: 7 },
  ]);
  seconds.end();
});

it('counts what failed, and no refusal as an answer', () => {
  const { told, seconds } = watched();
  seconds.add({ response: 0.1, outcome: REFUSED });
  seconds.add({ response: 10_000, outcome: GIVEN_UP });
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([{ seconds: 1, ended: 2, failed: 2, p50: 10_000, p95: 10_000 }]);
  seconds.end();
});

it('tells of a second in which all wait', () => {
  const { told, seconds } = watched();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([{ seconds: 1, ended: 0, failed: 0, p50: null, p95: null }]);
  seconds.end();
});

it('tells the rest at the end of a load, once, and nothing afterwards', () => {
  const { told, seconds } = watched();
  vi.advanceTimersByTime(1_000);
  seconds.add({ response: 3, outcome: OK });
  vi.advanceTimersByTime(250);
  seconds.end();
  vi.advanceTimersByTime(5_000);
  expect(told.slice(1)).toEqual([{ seconds: 0.25, ended: 1, failed: 0, p50: 3, p95: 3 }]);
});
