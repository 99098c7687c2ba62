import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from '@lab/lab/host/processes/pinned';
import { runEnvironment } from '@lab/lab/host/processes/run-environment';

// The built file, also when this module runs from the sources: Node itself starts it.
const ENTRY = fileURLToPath(new URL('../dist/loopback-server-process.js', import.meta.url));

/**
 * Starts the loopback server in a process of its own.
 *
 * @param cpus as `taskset -c` lists them
 * @throws when it ends before it listens
 */
export async function startLoopbackServer(runId: string, cpus: string | undefined) {
  const [execPath, ...execArgv] = pinned(cpus, process.execPath);
  const child = fork(ENTRY, [], { env: runEnvironment(runId), execPath, execArgv });
  const ended = once(child, 'exit');
  const early = ended.then(() => Promise.reject(new Error("the loopback server's process has ended")));
  early.catch(() => undefined);
  const [port] = (await Promise.race([once(child, 'message'), early])) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    async stop(): Promise<void> {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
