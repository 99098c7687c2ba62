import type { Command } from 'commander';
import { removeContainers } from '../host/docker-engine.ts';
import { isAlive, type ListedProcess, listProcesses } from '../host/processes/process-table.ts';
import { removeStaleScratch } from '../host/processes/scratch.ts';
import { sendSignal, untilGone } from '../host/processes/until-gone.ts';
import { waitUntil } from '../host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { removeStaleQuotaGroups } from '../host/quotas/stale-groups.ts';

const DRAIN_MS = 5_000;
const OWNER_MS = 20_000;

/** What `lab stop` is going to do. */
export interface StopPlan {
  /** Left over by labs that are no more. */
  readonly leftovers: readonly ListedProcess[];
  /** Labs that are at work. */
  readonly owners: readonly number[];
  /** Their runs' ids, by owner. */
  readonly liveRuns: readonly string[];
}

/** Adds `lab stop`: ends what runs that were killed have left behind. */
export function registerStop(program: Command): void {
  program
    .command('stop')
    .description(
      'end the processes, containers, control groups and temporary folders that a killed run has left behind; ' +
        'runs whose lab is still at work are left alone',
    )
    .option('--all', 'also end runs whose lab is still at work, as Ctrl-C would')
    .action(async ({ all = false }: { all?: boolean }) => {
      await stop({ root: PROJECT_ROOT, all, say: (line) => process.stdout.write(`${line}\n`) });
    });
}

export interface StopOptions {
  readonly root: string;
  readonly all: boolean;
  readonly say: (line: string) => void;
  /** Restricts it to one run; all runs of this user otherwise. */
  readonly runId?: string;
}

export async function stop({ root, all, say, runId }: StopOptions): Promise<void> {
  const look = () => {
    const marked = listProcesses().filter((process) => runId === undefined || process.runId === runId);
    return planStop(marked, listProcesses(), process.pid, isAlive);
  };
  const first = look();
  if (all) {
    for (const owner of first.owners) {
      say(`asking the lab ${owner} to end`);
      sendSignal(owner, 'SIGINT');
    }
    const gone = () =>
      first.owners.every((owner) => !isAlive(owner)) || `${first.owners.filter(isAlive)} still there`;
    await waitUntil('the labs to end', gone, { deadlineMs: OWNER_MS }).catch((error: Error) => {
      say(`${error.message}; killing`);
      for (const owner of first.owners) sendSignal(owner, 'SIGKILL');
    });
  } else if (first.liveRuns.length > 0) {
    say(`left alone, as the lab is at work: ${first.liveRuns.join(', ')} (--all ends them too)`);
  }
  const { leftovers } = look();
  for (const { pid, runId: run, command } of leftovers)
    say(`ending ${pid} of ${run}: ${command.slice(0, 100)}`);
  const pids = leftovers.map(({ pid }) => pid);
  for (const pid of pids) sendSignal(pid, 'SIGTERM');
  await untilGone(pids, DRAIN_MS);
  const groups = await removeStaleQuotaGroups();
  for (const group of groups) say(`removed ${group}`);
  const containers = await removeContainers((owner) => all || !isAlive(owner));
  for (const container of containers) say(`removed the container ${container}`);
  const folders = await removeStaleScratch(root);
  for (const folder of folders) say(`removed ${folder}`);
  const didNothing = [leftovers, groups, containers, folders, all ? first.owners : []].every(
    ({ length }) => length === 0,
  );
  if (didNothing) say('nothing to stop');
}

/**
 * Which processes belong to runs whose lab is dead. This process and its ancestors are never among them: `lab stop`
 * may itself have been started from within a run.
 */
export function planStop(
  marked: readonly ListedProcess[],
  all: readonly ListedProcess[],
  self: number,
  alive: (pid: number) => boolean,
): StopPlan {
  const spared = new Set(ancestors(self, all));
  const candidates = marked.filter((process) => process.runId !== undefined && !spared.has(process.pid));
  const isLive = ({ owner }: ListedProcess) => owner !== undefined && alive(owner);
  const live = candidates.filter(isLive);
  const owners = new Set(
    live.flatMap(({ owner }) => (owner === undefined || spared.has(owner) ? [] : [owner])),
  );
  return {
    leftovers: candidates.filter((process) => !isLive(process)),
    owners: [...owners],
    liveRuns: [...new Set(live.flatMap(({ runId }) => runId ?? []))],
  };
}

function ancestors(self: number, all: readonly ListedProcess[]): number[] {
  const chain = [self];
  for (const pid of chain) {
    const parent = all.find((process) => process.pid === pid)?.parent;
    if (parent && !chain.includes(parent)) chain.push(parent);
  }
  return chain;
}
