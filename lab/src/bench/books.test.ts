import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LoadSession } from '../drivers/driver.ts';
import type { CheckResult, Operation, Workload } from '../scenario/workload.ts';
import { chanceOf } from '../stats/random.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { checkBooks } from './books.ts';

const OPERATIONS: readonly Operation[] = [
  { iteration: 0, step: 0, endpoint: 'place-order', outcome: 'ok', startedAt: 1, endedAt: 2 },
  { iteration: 1, step: 0, endpoint: 'place-order', outcome: 'indeterminate', startedAt: 2, endedAt: 9 },
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'books-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Checks a load that has ended, whose only checker comes to this. @param missing what its history lacks */
function checked(result: CheckResult['result'], missing: readonly string[] = []) {
  const history = async () => ({ operations: OPERATIONS, missing });
  const workload = {
    *check(_data: unknown, operations: readonly Operation[]) {
      yield [];
      return [{ id: 'orders', result, detail: `of ${operations.length} requests` }];
    },
  };
  return checkBooks(
    {
      session: { history } as unknown as LoadSession,
      workload: workload as unknown as Workload<unknown>,
      ...{ data: undefined, chance: chanceOf(1), topology: topologyOf('monolith') },
      ...{ url: 'http://127.0.0.1:9', namespace: undefined, dir: join(folder, '001-monolith') },
    },
    new AbortController().signal,
  );
}

it('a history of which every checker is satisfied is not kept', async () => {
  expect(await checked('pass')).toEqual([{ id: 'orders', result: 'pass', detail: 'of 2 requests' }]);
  expect(await readdir(folder)).toEqual([]);
});

it.each([
  ['a checker has not passed', 'unknown', []],
  ['it lacks something', 'pass', ['2 observations']],
] as const)('a history is kept, a line for each request, where %s', async (_why, result, missing) => {
  await checked(result, missing);
  const text = await readFile(join(folder, '001-monolith', 'history.ndjson'), 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(OPERATIONS);
});
