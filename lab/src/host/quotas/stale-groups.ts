import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isAlive } from '../processes/process-table.ts';
import { type Place, treesOf } from './places.ts';
import { groupsIn, OWNER_OF_GROUPS, pidsIn, removeGroups } from './quota-groups.ts';

/**
 * Removes the groups of labs that have ended, wherever in the tree they are, and kills the processes in them. Only that lab can
 * have started a process in such a group.
 *
 * @param trees roots of the trees to look through; those of this machine by default
 * @returns the folders removed
 */
export async function removeStaleQuotaGroups(trees: readonly Place[] = ownTrees()): Promise<string[]> {
  const removed: string[] = [];
  for (const dir of quotaGroupFolders(trees)) {
    const owner = Number(OWNER_OF_GROUPS.exec(basename(dir))?.[1]);
    if (!owner || isAlive(owner)) continue;
    for (const pid of groupsIn(dir).flatMap(pidsIn)) kill(pid);
    await removeGroups(dir).then(
      () => removed.push(dir),
      () => undefined,
    );
  }
  return removed;
}

/** Folders of groups that labs have made, at any depth. Includes running labs. */
export function quotaGroupFolders(trees: readonly Place[] = ownTrees()): string[] {
  const below = (dir: string): string[] =>
    groupsIn(dir).flatMap((each) => (OWNER_OF_GROUPS.test(basename(each)) ? [each] : below(each)));
  return trees.flatMap(({ dir }) => below(dir));
}

function ownTrees(): Place[] {
  try {
    return treesOf(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
