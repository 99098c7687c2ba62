import { expect, it } from 'vitest';
import { untilReady } from './until-ready.ts';

it('waits until nothing is missing', async () => {
  const looks = [['a database', 'a key'], ['a key'], []];
  await untilReady(async () => looks.shift() ?? ['it was asked too often']);
  expect(looks).toEqual([]);
});

it('gives up, and says what is missing', async () => {
  await expect(untilReady(async () => ['a key'], 0)).rejects.toThrow('still waiting for a key');
  await expect(untilReady(() => Promise.reject(new Error('no database')), 0)).rejects.toThrow(
    'still waiting for an answer (no database)',
  );
});

it('goes on looking where it gets no answer', async () => {
  let looks = 0;
  await untilReady(async () => {
    looks += 1;
    if (looks === 1) throw new Error('the database is locked');
    return [];
  });
  expect(looks).toBe(2);
});
