import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runEnvironment } from '@lab/lab/host/processes/run-environment';
import type { Block } from './closed-loop.ts';
import type { RequestName } from './load-requests.ts';

/** What the load's process is told to do next. */
export interface LoadOrder {
  readonly url: string;
  readonly request: RequestName;
  /** That the server's tokens are signed with. */
  readonly secret: string;
  readonly ms: number;
}

export type LoadReport = { readonly done: Block } | { readonly failed: string };

// The built file, also when this module runs from the sources: Node itself starts it.
const ENTRY = fileURLToPath(new URL('../dist/http-load-process.js', import.meta.url));

/** Starts the process that sends the requests, so that sending takes no time from the servers' event loop. */
export function forkHttpLoad(runId: string) {
  const child = fork(ENTRY, [], { env: runEnvironment(runId), execArgv: [] });
  const ended = once(child, 'exit');
  return {
    /** One at a time. @throws when a request failed or the process has ended */
    async run(order: LoadOrder): Promise<Block> {
      const early = ended.then(() => Promise.reject(new Error("the load's process has ended")));
      child.send(order, () => undefined);
      const [report] = (await Promise.race([once(child, 'message'), early])) as [LoadReport];
      if ('failed' in report) throw new Error(report.failed);
      return report.done;
    },
    async end(): Promise<void> {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
