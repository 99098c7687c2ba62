import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { groupPrefix } from './quota-groups.ts';
import { removeStaleQuotaGroups } from './stale-groups.ts';

/** No process has this number: it is above the kernel's greatest. */
const NOBODY = 2 ** 22 + 1;

// Empty folders are removed as groups without processes are.
let tree: string;

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'lab-tree-'));
});

afterEach(() => rmSync(tree, { recursive: true }));

test('removes the groups of labs that are no more, at any depth, and no others', async () => {
  const stale = join(tree, 'user.slice', `${groupPrefix(NOBODY)}run-1`);
  const live = join(tree, `${groupPrefix(process.pid)}run-2`);
  for (const dir of [stale, live]) mkdirSync(join(dir, 'gateway'), { recursive: true });
  mkdirSync(join(tree, 'docker'));
  expect(await removeStaleQuotaGroups([{ version: 2, dir: tree }])).toEqual([stale]);
  expect(readdirSync(tree).toSorted()).toEqual(['docker', `${groupPrefix(process.pid)}run-2`, 'user.slice']);
  expect(readdirSync(join(tree, 'user.slice'))).toEqual([]);
});

test('without a tree there is nothing to remove', async () => {
  expect(await removeStaleQuotaGroups([])).toEqual([]);
  expect(await removeStaleQuotaGroups([{ version: 1, dir: join(tree, 'absent') }])).toEqual([]);
});
