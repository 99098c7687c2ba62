import { connect } from 'node:net';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';

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
