import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Workload } from '../../scenario/workload.ts';
import type { LoadHooks } from '../driver.ts';
import { generateLoad } from './generate-load.ts';
import type { Boundary, FromDriver, ToDriver } from './protocol.ts';

/** The process of the embedded driver: one load, then it ends. It ends at once when the lab is gone. */
let goOn: (() => void) | undefined;

function tell(message: FromDriver): Promise<void> {
  return new Promise((resolve, reject) =>
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve())),
  );
}

async function stopAt(at: Boundary): Promise<void> {
  const answered = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await tell({ type: 'boundary', at });
  await answered;
}

const hooks: LoadHooks = {
  warmedUp: () => stopAt({ kind: 'warmed-up' }),
  phaseStarts: (phase) => stopAt({ kind: 'phase-starts', phase }),
  phaseEnded: (phase) => stopAt({ kind: 'phase-ended', phase }),
};

async function obey(message: ToDriver): Promise<void> {
  if (message.type === 'go-on') return goOn?.();
  const { load } = message;
  const workload = (await import(pathToFileURL(load.workload.built).href)) as Workload<unknown>;
  const data: unknown = JSON.parse(await readFile(load.dataFile, 'utf8'));
  const result = await generateLoad(load, (iteration) => workload.request(data, iteration, load.seed), hooks);
  await tell({ type: 'done', result });
}

process.on('message', (message: ToDriver) => {
  obey(message).catch((error: unknown) =>
    tell({
      type: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal: the lab decides when its driver ends.
process.on('SIGINT', () => undefined);
