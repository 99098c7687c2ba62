import { setImmediate as nextTick } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { NoTurn, Turns } from './turns.ts';

/** Work that ends when the test says so. */
function openEnded(started: string[], name: string) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async () => {
    started.push(name);
    await ended;
    return name;
  };
  return { work, end };
}

it('lets so many work at a time, and the others in their order', async () => {
  const turns = new Turns({ atATime: 2, waiting: 2 });
  const started: string[] = [];
  const works = ['a', 'b', 'c', 'd'].map((name) => openEnded(started, name));
  const all = works.map(({ work }) => turns.take(work));
  await nextTick();
  expect(started).toEqual(['a', 'b']);
  await expect(turns.take(async () => 'e')).rejects.toThrow(NoTurn);
  works[0]?.end();
  await nextTick();
  expect(started).toEqual(['a', 'b', 'c']);
  for (const { end } of works) end();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

it('hands the turn on when the work fails', async () => {
  const turns = new Turns({ atATime: 1, waiting: 1 });
  const failing = turns.take(() => Promise.reject(new Error('broken')));
  const next = turns.take(async () => 'next');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
  expect(await turns.take(async () => 'free again')).toBe('free again');
});
