import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../processes/wait-until.ts';
import type { Hierarchy, Throttling } from './hierarchy.ts';

const EMPTY_MS = 5_000;

/**
 * Groups of processes, all in one folder. The processes of a group share one limit. Groups start without a limit, so that their
 * processes can start and warm up at full speed.
 */
export class QuotaGroups {
  readonly #names = new Set<string>();

  /** @param dir is made; its name must begin with {@link groupPrefix} for `lab stop` to find it */
  constructor(
    private readonly hierarchy: Hierarchy,
    readonly dir: string,
  ) {
    mkdirSync(dir);
    try {
      hierarchy.divide(dir);
    } catch (error) {
      rmdirSync(dir);
      throw error;
    }
  }

  /**
   * Makes a group for a process: all of its threads, and every process that it starts from now on. Its present children stay
   * where they are.
   *
   * @throws when the kernel refuses it, e.g. because the process is gone
   */
  add(name: string, pid: number): void {
    const dir = join(this.dir, name);
    if (!this.#names.has(name)) mkdirSync(dir);
    this.#names.add(name);
    writeFileSync(join(dir, 'cgroup.procs'), String(pid));
  }

  /**
   * Gives each group the same limit, from the next period on.
   *
   * @param cpus CPU seconds per second; undefined lifts it
   * @param names of the groups; all of them without
   * @throws when the kernel refuses it
   */
  limit(cpus: number | undefined, names: Iterable<string> = this.#names): void {
    for (const name of names) this.hierarchy.limit(join(this.dir, name), cpus);
  }

  /** Removes all limits. Never throws: a group that has disappeared limits nothing. */
  lift(): void {
    try {
      this.limit(undefined);
    } catch {
      // Its processes are about to end, with the limit or without.
    }
  }

  throttling(name: string): Throttling {
    return this.hierarchy.throttling(join(this.dir, name));
  }

  /** The processes that a group holds now. */
  pids(name: string): number[] {
    return pidsIn(join(this.dir, name));
  }

  /**
   * Removes the groups, once the processes in them have ended. Never throws: `lab stop` removes what is left.
   *
   * @returns whether they are gone
   */
  async remove(): Promise<boolean> {
    const gone = await removeGroups(this.dir).then(
      () => true,
      () => false,
    );
    this.#names.clear();
    return gone;
  }
}

/** What the name of a folder of groups begins with: the lab's process that it belongs to. */
export const groupPrefix = (owner: number): string => `lab-quotas.${owner}.`;

export const OWNER_OF_GROUPS = /^lab-quotas\.(\d+)\./;

/** Processes of a group; none when the group is not there. */
export function pidsIn(dir: string): number[] {
  try {
    return readFileSync(join(dir, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Folders below a group. */
export function groupsIn(dir: string): string[] {
  try {
    const entries = readdirSync(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name));
  } catch {
    return [];
  }
}

/**
 * Removes a folder of groups. A group can be removed when no process is in it any more.
 *
 * @throws {DeadlineExceeded} when there still is one after 5 s
 */
export async function removeGroups(dir: string): Promise<void> {
  const look = () => {
    const left = [...groupsIn(dir), dir].flatMap((each) => reasonToStay(each) ?? []);
    return left.length === 0 || left.join('; ');
  };
  await waitUntil(`the groups in ${dir} to be empty`, look, { deadlineMs: EMPTY_MS });
}

function reasonToStay(dir: string): string | undefined {
  try {
    rmdirSync(dir);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : message;
  }
}
