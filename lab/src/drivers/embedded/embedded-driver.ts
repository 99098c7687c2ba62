import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from '../../host/processes/pinned.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import { besideWindow } from '../burst-window.ts';
import type { Driver, Load, LoadSession, Watch } from '../driver.ts';
import type { FromDriver, SecondTold, ToDriver } from './protocol.ts';

// The built file, also when this module runs from the sources (in tests): Node itself starts it.
const ENTRY = fileURLToPath(new URL('../../../dist/drivers/embedded/main.js', import.meta.url));

/** The lab's own load generator, a Node process apart from the lab: nothing the lab does can delay a start. */
export const embeddedDriver: Driver = {
  id: 'embedded',
  description: `embedded open-loop driver (Node ${process.version})`,
  arrivals: ['even', 'poisson'],
  blockSeconds: 2,
  leadInSeconds: 0,
  lasting: true,
  tellsSeconds: true,
  open: async (load, signal, watch) => {
    signal.throwIfAborted();
    const driver = new DriverProcess(load, signal, watch);
    try {
      await driver.ask({ type: 'open', load, watched: watch !== undefined });
    } catch (error) {
      await driver.end();
      throw error;
    }
    return sessionOf(driver);
  },
};

const sessionOf = (driver: DriverProcess): LoadSession => ({
  warmUp: async (perSecond, seconds) => {
    const answer = await driver.ask({ type: 'warm-up', perSecond, seconds });
    return answer.type === 'warmed-up' ? [...answer.windows] : [];
  },
  measure: async (phase, seconds, started) => {
    await started();
    const answer = await driver.ask({ type: 'measure', phase, seconds });
    return answer.type === 'measured' ? answer.startedAt : Number.NaN;
  },
  burst: async (burst, hooks) => {
    const asked = driver.ask({ type: 'burst', burst });
    const answer = await besideWindow(asked, Date.now() + burst.leadInSeconds * 1000, burst.seconds, hooks);
    if (answer.type !== 'burst') throw new Error(`the driver answered a burst with ${answer.type}`);
    return answer.record;
  },
  samples: async (phase) => {
    const answer = await driver.ask({ type: 'samples', phase });
    return answer.type === 'samples' ? answer.samples : [];
  },
  history: async () => {
    const answer = await driver.ask({ type: 'history' });
    return answer.type === 'history' ? answer.history : { operations: [], missing: [] };
  },
  results: async () => {
    const answer = await driver.ask({ type: 'results' });
    return { phases: answer.type === 'results' ? answer.phases : [], artifacts: [] };
  },
  close: () => driver.end(),
});

/** The driver's process, which answers one question at a time. */
class DriverProcess {
  readonly #child: ChildProcess;
  readonly #answers = new EventEmitter();
  /** Rejects when there will be no more answers. */
  readonly #over: Promise<never>;

  constructor({ cpus, runId, first = [] }: Load, signal: AbortSignal, watch?: Watch) {
    const [execPath = '', ...execArgv] = [...first, ...pinned(cpus, process.execPath)];
    const child = fork(ENTRY, [], {
      env: runEnvironment(runId),
      execPath,
      execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('message', (message) => {
      const said = message as FromDriver | SecondTold;
      if (said.type === 'second') watch?.(said.second);
      else this.#answers.emit('answer', said);
    });
    this.#over = new Promise<never>((_, reject) => {
      const callOff = () => reject(signal.reason);
      signal.addEventListener('abort', callOff, { once: true });
      child.once('error', reject);
      child.once('exit', (code, by) => {
        signal.removeEventListener('abort', callOff);
        reject(new Error(`the driver's process ended early (${by ?? `code ${code}`})`));
      });
    });
    this.#over.catch(() => undefined);
  }

  async ask(message: ToDriver): Promise<FromDriver> {
    const answered = new AbortController();
    const answer = once(this.#answers, 'answer', { signal: answered.signal });
    try {
      this.#child.send(message, () => undefined);
      const [heard] = (await Promise.race([answer, this.#over])) as [FromDriver];
      if (heard.type === 'failed') throw new Error(`the load could not be generated: ${heard.message}`);
      return heard;
    } finally {
      answered.abort();
      await answer.catch(() => undefined);
    }
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
