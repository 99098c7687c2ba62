import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Deadlines } from './deadlines.ts';

let passed: string[];
let deadlines: Deadlines<string>;

beforeEach(() => {
  vi.useFakeTimers();
  passed = [];
  deadlines = new Deadlines((work) => passed.push(work));
});

afterEach(() => {
  vi.useRealTimers();
});

it('tells of work when its time is over, and never before', () => {
  deadlines.watch('long', 3_000);
  deadlines.watch('short', 50);
  vi.advanceTimersByTime(49);
  expect(passed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(passed).toEqual(['short']);
  vi.advanceTimersByTime(2_949);
  expect(passed).toEqual(['short']);
  vi.advanceTimersByTime(1);
  expect(passed).toEqual(['short', 'long']);
});

it('says nothing of work that has ended', () => {
  deadlines.watch('done', 50);
  deadlines.watch('open', 60);
  expect(deadlines.forget('done')).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(passed).toEqual(['open']);
  expect(deadlines.forget('open')).toBe(false);
});

it('says nothing of work that ended because of other work whose time was over', () => {
  const told: string[] = [];
  const both = new Deadlines<string>((work) => {
    told.push(work);
    both.forget('second');
  });
  both.watch('first', 50);
  both.watch('second', 50);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['first']);
});

it('has one timer at most, and none once nothing is left to watch', () => {
  for (let ms = 100; ms > 0; ms -= 1) deadlines.watch(`within ${ms}`, ms);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(100);
  expect(passed).toHaveLength(100);
  expect(vi.getTimerCount()).toBe(0);
});
