import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runEnvironment } from '@lab/lab/host/processes/run-environment';
import type { Block } from './closed-loop.ts';

/** What the load's process is told to do next. */
export interface EdgeOrder {
  readonly url: string;
  readonly path: string;
  /** Of the customers that ask, one after the other. */
  readonly tokens: readonly string[];
  readonly ms: number;
}

export type EdgeReport = { readonly done: Block } | { readonly failed: string };

// The built file, also when this module runs from the sources: Node itself starts it.
const ENTRY = fileURLToPath(new URL('../dist/edge-load-process.js', import.meta.url));

/** Starts the process that sends the requests, so that sending takes no time from the servers' event loop. */
export function forkEdgeLoad(runId: string) {
  const child = fork(ENTRY, [], { env: runEnvironment(runId), execArgv: [] });
  const ended = once(child, 'exit');
  return {
    /** One at a time. @throws when a request failed or the process has ended */
    async run(order: EdgeOrder): Promise<Block> {
      const early = ended.then(() => Promise.reject(new Error("the load's process has ended")));
      child.send(order, () => undefined);
      const [report] = (await Promise.race([once(child, 'message'), early])) as [EdgeReport];
      if ('failed' in report) throw new Error(report.failed);
      return report.done;
    },
    async end(): Promise<void> {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
