import { randomBytes } from 'node:crypto';
import { EXIT } from '@lab/lab/commands/exit-codes';
import { abortedByUser, endIfHungUp } from '@lab/lab/commands/interruption';
import { acquireComponents } from '@lab/lab/components/acquired';
import { UnavailableComponent } from '@lab/lab/components/component';
import { embeddedDriver } from '@lab/lab/drivers/embedded/embedded-driver';
import { findK6 } from '@lab/lab/drivers/k6/find-k6';
import { k6Driver } from '@lab/lab/drivers/k6/k6-driver';
import { keepCpusAwake } from '@lab/lab/host/idle-states';
import { createScratch } from '@lab/lab/host/processes/scratch';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { UsageError } from '@lab/lab/registry/usage-error';
import { requireResultsFolder } from '@lab/lab/results/results-folder';
import { reserveMachine } from '@lab/lab/run/one-at-a-time';
import { onError } from '@lab/lab/terminal/colours';
import { outliveReaders } from '@lab/lab/terminal/lost-reader';
import type { Benchmark } from './benchmark.ts';
import { compareDrivers, measureLateness, openDriverRange } from './drivers.ts';
import { edge } from './edge.ts';
import { type Measured, toBenchFile, writeBenchFile } from './figures.ts';
import { interleave } from './interleave.ts';
import { placeOrder } from './place-order.ts';
import { readProduct } from './read-product.ts';
import { renderReport } from './report.ts';
import { rpc } from './rpc.ts';

/** About 8 s per figure. Many short blocks rather than a few long ones: what disturbs a block then spoils one of many. */
const SCHEDULE = { pairs: 35, blockMs: 100, warmUpMs: 600 };

const runId = `bench-${randomBytes(4).toString('hex')}`;
const signal = abortedByUser();
const measured: Measured[] = [];

/** What our layers cost, each beside the same work on the library below, in turns; and what our load generator costs. */
async function main(): Promise<number> {
  await requireResultsFolder(PROJECT_ROOT);
  const reservation = await reserveMachine({ what: 'a benchmark', folder: PROJECT_ROOT });
  const scratch = await createScratch(PROJECT_ROOT, 'bench');
  const awake = keepCpusAwake();
  const notMeasured: string[] = [];
  try {
    await measure(placeOrder(scratch.path));
    await measure(readProduct(scratch.path));
    await measure(edge(runId));
    notMeasured.push(...(await measureOverBroker(scratch.path)));
    notMeasured.push(...(await measureDrivers(scratch.path)));
  } finally {
    awake.release();
    await scratch.remove();
    reservation.release();
  }
  const path = await writeBenchFile(PROJECT_ROOT, toBenchFile(measured));
  process.stdout.write(`${renderReport(measured)}\nWritten to ${path}\n`);
  for (const line of notMeasured) say(onError.yellow(onError.bold(`NOT MEASURED: ${line}`)));
  return EXIT.finished;
}

/** @returns what could not be measured, and why */
async function measureOverBroker(workDir: string): Promise<string[]> {
  const needs = { components: ['rabbitmq'] };
  const log = (line: string) => say(onError.dim(line));
  try {
    const once = new Map(needs.components.map((id) => [id, 1]));
    const components = await acquireComponents(once, { workDir, runId, log, signal });
    try {
      const { AMQP_URL = '', AMQP_PREFIX = '' } = (await components.freshNamespace(needs)).env;
      await measure(rpc({ AMQP_URL, AMQP_PREFIX }, 1));
      await measure(rpc({ AMQP_URL, AMQP_PREFIX }, 32));
    } finally {
      await components.release();
    }
    return [];
  } catch (error) {
    if (error instanceof UnavailableComponent) return [`the rpc figures, because ${error.message}`];
    throw error;
  }
}

/** @returns what could not be measured, and why */
async function measureDrivers(workDir: string): Promise<string[]> {
  const range = await openDriverRange(runId, workDir, signal);
  try {
    say(onError.dim('measuring the lateness of the embedded driver'));
    measured.push(await measureLateness(range, embeddedDriver));
    const k6 = await findK6();
    if ('missing' in k6)
      return [
        `driver.embedded-vs-k6, because there is no k6: ${k6.missing.join('; ')}. Install it: https://k6.io`,
      ];
    say(onError.dim(`measuring the embedded driver beside ${k6.description}`));
    measured.push(await compareDrivers(range, embeddedDriver, k6Driver(k6, PROJECT_ROOT)));
    return [];
  } finally {
    await range.close();
  }
}

async function measure(benchmark: Benchmark): Promise<void> {
  signal.throwIfAborted();
  say(onError.dim(`measuring ${benchmark.id}`));
  const contest = await benchmark.open();
  try {
    const { ratio, layered, bare } = await interleave(contest, SCHEDULE, signal);
    measured.push({
      ...benchmark,
      unit: 'ratio',
      better: 'higher',
      spread: ratio,
      sides: { counted: `${benchmark.counted}/s`, ours: layered, other: bare },
    });
  } finally {
    await contest.close();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

outliveReaders();
const exitCode = await main().catch((error: unknown) => {
  const unchanged = 'results/bench.json is as it was';
  if (signal.aborted) {
    say(`Interrupted: ${unchanged}`);
    return EXIT.interrupted;
  }
  say(`${onError.red('error:')} ${error instanceof Error ? error.message : error}; ${unchanged}`);
  return error instanceof UsageError ? EXIT.badUsage : EXIT.noValidResult;
});
endIfHungUp();
// A benchmark that failed half-way through opening may have left a server that listens.
process.exit(exitCode);
