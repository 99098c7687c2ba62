import { expect, it } from 'vitest';
import { UnderWay } from './under-way.ts';

const begin = () => {
  const clock = { ms: 5_000 };
  return { clock, load: new UnderWay(() => clock.ms) };
};

it('counts a request until it ends, once', () => {
  const { load } = begin();
  const [first, second] = [load.begin(), load.begin()];
  expect(load.count).toBe(2);
  first(false);
  first(false);
  first(true);
  expect(load.count).toBe(1);
  second(false);
  expect(load.count).toBe(0);
});

it('counts a failure as if it were under way, and half as much with each half second', () => {
  const { clock, load } = begin();
  for (let i = 0; i < 8; i += 1) load.begin()(true);
  expect(load.count).toBe(8);
  const later = [4, 2, 1, 1, 0, 0].map(() => {
    clock.ms += 500;
    return load.count;
  });
  expect(later).toEqual([4, 2, 1, 1, 0, 0]);
  load.begin();
  expect(load.count).toBe(1);
});

it('adds a failure to what is left of those before it', () => {
  const { clock, load } = begin();
  for (let i = 0; i < 4; i += 1) load.begin()(true);
  clock.ms += 500;
  load.begin()(true);
  expect(load.count).toBe(3);
});
