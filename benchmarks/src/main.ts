import { randomBytes } from 'node:crypto';
import { EXIT } from '@lab/lab/commands/exit-codes';
import { MissingComponent } from '@lab/lab/components/component';
import { acquireRabbitMq } from '@lab/lab/components/rabbitmq';
import { createScratch } from '@lab/lab/processes/scratch';
import { PROJECT_ROOT } from '@lab/lab/project-root';
import { onError } from '@lab/lab/terminal/colours';
import type { Benchmark } from './benchmark.ts';
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

/** What our layers cost: each benchmark beside the same work on the library below, in turns. */
async function main(): Promise<number> {
  const scratch = await createScratch(PROJECT_ROOT, 'bench');
  let missing: MissingComponent | undefined;
  try {
    await measure(placeOrder(scratch.path));
    await measure(readProduct(scratch.path));
    await measure(edge(runId));
    missing = await measureOverRabbitMq(scratch.path);
  } finally {
    await scratch.remove();
  }
  const path = await writeBenchFile(PROJECT_ROOT, toBenchFile(measured));
  process.stdout.write(`${renderReport(measured)}\nWritten to ${path}\n`);
  if (!missing) return EXIT.finished;
  say(onError.red(`NOT MEASURED: the rpc figures, because ${missing.message}`));
  return EXIT.missingComponent;
}

/** @returns what kept it from being measured, if anything did */
async function measureOverRabbitMq(workDir: string): Promise<MissingComponent | undefined> {
  const log = (line: string) => say(onError.dim(line));
  try {
    const rabbitMq = await acquireRabbitMq({ workDir, runId, log, namespaces: 1, signal });
    try {
      const namespace = await rabbitMq.freshNamespace();
      await measure(rpc(namespace, 1));
      await measure(rpc(namespace, 32));
    } finally {
      await rabbitMq.release();
    }
    return undefined;
  } catch (error) {
    if (error instanceof MissingComponent) return error;
    throw error;
  }
}

async function measure(benchmark: Benchmark): Promise<void> {
  signal.throwIfAborted();
  say(onError.dim(`measuring ${benchmark.id}`));
  const contest = await benchmark.open();
  try {
    measured.push({ benchmark, comparison: await interleave(contest, SCHEDULE, signal) });
  } finally {
    await contest.close();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Aborted by the first Ctrl-C or SIGTERM. A second one ends this process at once; the broker's guardian then ends it. */
function abortedByUser(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(new Error(`interrupted by ${name}`));
    });
  }
  return controller.signal;
}

const exitCode = await main().catch((error: unknown) => {
  say(
    `${onError.red('error:')} ${error instanceof Error ? error.message : error}; results/bench.json is as it was`,
  );
  return signal.aborted ? EXIT.interrupted : EXIT.noValidResult;
});
// A benchmark that failed half-way through opening may have left a server that listens.
process.exit(exitCode);
