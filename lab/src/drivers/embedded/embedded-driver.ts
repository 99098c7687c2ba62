import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from '../../processes/pinned.ts';
import { runEnvironment } from '../../processes/run-environment.ts';
import type { Driver, Load, LoadHooks, LoadResult } from '../driver.ts';
import type { Boundary, FromDriver, ToDriver } from './protocol.ts';

// The built file, also when this module runs from the sources (in tests): Node itself starts it.
const ENTRY = fileURLToPath(new URL('../../../dist/drivers/embedded/main.js', import.meta.url));

/** The lab's own load generator, a Node process apart from the lab: nothing the lab does can delay a start. */
export const embeddedDriver: Driver = {
  id: 'embedded',
  description: `embedded open-loop driver (Node ${process.version})`,
  run: async (load, hooks, signal) => {
    signal.throwIfAborted();
    const [execPath, ...execArgv] = pinned(load.cpus, process.execPath);
    const child = fork(ENTRY, [], {
      env: runEnvironment(load.runId),
      execPath,
      execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = new AbortController();
    const abort = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: ended.signal }),
    );
    try {
      return await Promise.race([converse(child, load, hooks), abort]);
    } finally {
      ended.abort();
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
    }
  },
};

function converse(child: ChildProcess, load: Load, hooks: LoadHooks): Promise<LoadResult> {
  const tell = (message: ToDriver) => child.send(message, () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`the driver's process ended early (${signal ?? `code ${code}`})`)),
    );
    child.on('message', (message: FromDriver) => {
      if (message.type === 'done') resolve(message.result);
      if (message.type === 'failed') reject(new Error(`the load could not be generated: ${message.message}`));
      if (message.type === 'boundary')
        callHook(message.at, hooks).then(() => tell({ type: 'go-on' }), reject);
    });
    tell({ type: 'load', load });
  });
}

function callHook(at: Boundary, hooks: LoadHooks): Promise<void> {
  switch (at.kind) {
    case 'warmed-up':
      return hooks.warmedUp();
    case 'phase-starts':
      return hooks.phaseStarts(at.phase);
    case 'phase-ended':
      return hooks.phaseEnded(at.phase);
  }
}
