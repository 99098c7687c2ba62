import type { ProbeBench } from '@lab/lab/scenario/probe';
import { expect, it } from 'vitest';
import { mixedOf, type Seen, type Version, versionOf, watching } from './watch.ts';

const seen = (...versions: Version[]): Seen[] =>
  versions.map((version, index) => ({ at: 1_000 + 40 * index, version }));

it('tells a version by its answer', () => {
  const ledger = { balances: 1, wallets: 1, others: -1 };
  expect(versionOf(JSON.stringify(ledger))).toBe('old');
  expect(versionOf(JSON.stringify({ ...ledger, movedAt: '2026-11-30T12:00:00.000Z' }))).toBe('new');
  expect(versionOf(JSON.stringify({ ...ledger, movedAt: null }))).toBe('new');
  expect(versionOf(JSON.stringify({ ...ledger, movedAt: 'unready' }))).toBe('unready');
});

it('answers are mixed from the first new one to the last old one', () => {
  expect(mixedOf(seen('old', 'new', 'old', 'new', 'old', 'new', 'new'))).toBe(120);
  expect(mixedOf(seen('old', 'old', 'new', 'new'))).toBe(0);
  expect(mixedOf(seen('new'))).toBe(0);
});

it('nothing was updated where the new version did not answer at last', () => {
  expect(() => mixedOf(seen('old', 'old'))).toThrow('no answer of the new version');
  for (const ending of [seen('new', 'old'), seen('new', 'old', 'none')])
    expect(() => mixedOf(ending)).toThrow('the last answer is of the old version');
});

it('asks for as long as something is done, and notes where nobody answers', async () => {
  let asked = 0;
  let over = false;
  const bench = {
    signal: new AbortController().signal,
    async ask() {
      asked += 1;
      over ||= asked === 4;
      const body = JSON.stringify(asked > 2 ? { movedAt: null } : {});
      return { outcome: asked === 2 ? 'indeterminate' : 'ok', body, endedAt: asked };
    },
  } as unknown as ProbeBench;
  const work = async () => {
    while (!over) await new Promise((resolve) => setTimeout(resolve, 5));
    return 'done';
  };
  const { result, seen: answers } = await watching(bench, 'token', work);
  expect(result).toBe('done');
  expect(answers.slice(0, 4)).toEqual([
    { at: 1, version: 'old' },
    { at: 2, version: 'none' },
    { at: 3, version: 'new' },
    { at: 4, version: 'new' },
  ]);
  const failing = watching(bench, 'token', () => Promise.reject(new Error('it went wrong')));
  await expect(failing).rejects.toThrow('it went wrong');
});
