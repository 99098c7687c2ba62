import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Workload } from '../../scenario/workload.ts';
import { chanceOf } from '../../stats/random.ts';
import type { Load, Watch } from '../driver.ts';
import { react, usesAnswers } from '../iteration.ts';
import type { Script } from './iterations.ts';
import { LoadGenerator } from './load-generator.ts';
import type { FromDriver, SecondTold, ToDriver } from './protocol.ts';

/** The process of the embedded driver: it loads one system, and ends at once when the lab is gone. */
let opened: LoadGenerator | undefined;

function tell(message: FromDriver | SecondTold): Promise<void> {
  return new Promise((resolve, reject) =>
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve())),
  );
}

/** Whether it is heard does not matter to the load. */
const watch: Watch = (second) => void tell({ type: 'second', second }).catch(() => undefined);

async function open(load: Load, watched: boolean): Promise<LoadGenerator> {
  const workload = (await import(pathToFileURL(load.workload.built).href)) as Workload<unknown>;
  const data: unknown = JSON.parse(await readFile(load.dataFile, 'utf8'));
  const chance = chanceOf(load.seed);
  const script: Script = {
    request: (iteration) => workload.request(data, iteration, chance),
    ...(usesAnswers(workload)
      ? {
          react: (exchanges, iteration) =>
            react(workload, data, exchanges, iteration, chance, load.timeoutMs),
        }
      : {}),
  };
  return LoadGenerator.open(load, script, watched ? watch : undefined);
}

async function obey(message: ToDriver): Promise<FromDriver> {
  if (message.type === 'open') {
    opened = await open(message.load, message.watched);
    return { type: 'opened' };
  }
  if (!opened) throw new Error(`${message.type} came before open`);
  switch (message.type) {
    case 'warm-up':
      return { type: 'warmed-up', windows: await opened.warmUp(message.perSecond, message.seconds) };
    case 'measure':
      return { type: 'measured', startedAt: await opened.measure(message.phase, message.seconds) };
    case 'burst':
      return { type: 'burst', record: await opened.burst(message.burst) };
    case 'samples':
      return { type: 'samples', samples: opened.samples(message.phase) };
    case 'history':
      return { type: 'history', history: opened.history() };
    case 'results':
      return { type: 'results', phases: opened.results() };
  }
}

process.on('message', (message: ToDriver) => {
  obey(message)
    .catch((error: unknown): FromDriver => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { type: 'failed', message: text };
    })
    .then(tell);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal: the lab decides when its driver ends.
process.on('SIGINT', () => undefined);
