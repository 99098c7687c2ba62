import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guardian } from '../processes/guardian.ts';
import { hierarchyOf, PERIOD_MS } from './hierarchy.ts';
import { type Place, placesOf } from './places.ts';
import { groupPrefix, pidsIn, QuotaGroups } from './quota-groups.ts';

/** A machine's ability to limit the CPU time of groups of processes. */
export interface CpuQuotas {
  /** For reports, e.g. `cgroup v2, period 20 ms`. */
  readonly description: string;
  /**
   * @param name unique among the groups of this process at a time
   * @param watch is told the folder before it is made
   * @throws when the kernel refuses it
   */
  groups(name: string, watch?: (dir: string) => void): QuotaGroups;
}

/**
 * Finds where this process may limit CPU time. It tries the limit on a process made for that. Nothing else shows missing
 * permissions, a tree that is mounted without its controller, or a group that must not be divided.
 *
 * It is tried once in the life of a process, so that all trials of a run get the same answer.
 *
 * @param guardian removes what is left if the lab is killed meanwhile
 * @returns why it cannot be done, otherwise
 */
export function findCpuQuotas(guardian?: GroupGuard): Promise<CpuQuotas | { readonly missing: string }> {
  found ??= find(guardian);
  return found;
}

let found: Promise<CpuQuotas | { readonly missing: string }> | undefined;

type GroupGuard = Pick<Guardian, 'watchGroups' | 'unwatchGroups'>;

async function find(guardian: GroupGuard | undefined): Promise<CpuQuotas | { readonly missing: string }> {
  if (process.platform !== 'linux') return { missing: 'only Linux has CPU quotas for groups of processes' };
  const places = placesOf(read('/proc/self/mountinfo'), read('/proc/self/cgroup'));
  const reasons: string[] = [];
  for (const place of places) {
    const reason = reasonAgainst(place) ?? (await tryOut(place, guardian));
    if (reason === undefined) return quotasAt(place);
    reasons.push(`${place.dir}: ${reason}`);
  }
  return { missing: `no CPU quota can be set by cgroups: ${reasons.join('; ') || 'none are mounted'}` };
}

const quotasAt = (place: Place): CpuQuotas => ({
  description: `cgroup v${place.version}, period ${PERIOD_MS} ms`,
  groups: (name, watch) => {
    const dir = join(place.dir, groupPrefix(process.pid) + name);
    watch?.(dir);
    return new QuotaGroups(hierarchyOf(place), dir);
  },
});

/** Why a place is unsuitable, found before anything is changed there. Makes a v2 group divide CPU time where that is allowed. */
function reasonAgainst({ version, dir }: Place): string | undefined {
  if (version === 1) return undefined;
  if (!wordsOf(join(dir, 'cgroup.controllers')).includes('cpu')) return 'it has no cpu controller';
  if (wordsOf(join(dir, 'cgroup.subtree_control')).includes('cpu')) return undefined;
  // The root may hold processes and still divide CPU time. It has no `cgroup.type`.
  const isRoot = read(join(dir, 'cgroup.type')) === '';
  if (!isRoot && pidsIn(dir).length > 0) return 'it holds processes, so it cannot divide CPU time';
  try {
    writeFileSync(join(dir, 'cgroup.subtree_control'), '+cpu');
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** @returns what went wrong */
async function tryOut(place: Place, guardian: GroupGuard | undefined): Promise<string | undefined> {
  // Ends when its input does, so with this process at the latest.
  const subject = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(subject, 'exit').catch((error: unknown) => error);
  let groups: QuotaGroups | undefined;
  try {
    await once(subject, 'spawn');
    groups = quotasAt(place).groups(`probe-${subject.pid}`, (dir) => guardian?.watchGroups(dir));
    groups.add('subject', subject.pid ?? 0);
    groups.limit(0.5);
    groups.throttling('subject');
    return groups.pids('subject').includes(subject.pid ?? 0) ? undefined : 'no process can be moved into it';
  } catch (error) {
    return messageOf(error);
  } finally {
    subject.kill('SIGKILL');
    await ended;
    if (await groups?.remove()) guardian?.unwatchGroups(groups?.dir ?? '');
  }
}

const wordsOf = (path: string): string[] => read(path).trim().split(/\s+/);

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
