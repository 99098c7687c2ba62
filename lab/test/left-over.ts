import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { descendants, listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';

/**
 * Waits until a lab has a run's folder to itself, which it locks with its process id. Other labs may be at work on the same scenario.
 *
 * @param process a lab, or a shell that has started one
 * @returns the run's id
 */
export async function untilItHasARun(
  scenario: string,
  process: number | undefined,
  deadlineMs: number,
): Promise<string> {
  const folder = join(PROJECT_ROOT, 'results', scenario);
  let found: string | undefined;
  const look = async () => {
    const family = descendants(process ?? 0).map(String);
    if (family.length === 0) throw new Error(`process ${process} has ended without a run`);
    const files = await readdir(folder, { recursive: true }).catch((): string[] => []);
    const isLock = (path: string) => family.includes(/^[^/]+\/lock-(\d+)-/.exec(path)?.[1] ?? '');
    found = files.find(isLock)?.split('/')[0];
    return found !== undefined || `no lock of process ${family.join(', ')} among ${files.join(', ')}`;
  };
  await waitUntil('a run to begin', look, { deadlineMs, everyMs: 20 });
  return found ?? '';
}

/** The commands of all processes that carry the run's id. */
export function processesOf(runId: string): string[] {
  return listProcesses()
    .filter((process) => process.runId === runId)
    .map(({ pid, command }) => `${pid} ${command.slice(0, 80)}`);
}

/** Waits until no process carries the run's id. */
export async function untilNothingIsLeft(runId: string, deadlineMs: number): Promise<void> {
  const look = () => processesOf(runId).length === 0 || processesOf(runId).join('; ');
  await waitUntil(`no process of ${runId} to be left`, look, { deadlineMs });
}

/** Whether a TCP connection is refused there. */
export function isRefused(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
