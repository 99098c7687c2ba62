import { randomBytes } from 'node:crypto';
import { EXIT } from '@lab/lab/commands/exit-codes';
import { abortedByUser, endIfHungUp } from '@lab/lab/commands/interruption';
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
import type { Benchmark, Place } from './benchmark.ts';
import { CACHE_FIGURES, cacheHit } from './cache-hit.ts';
import { driverFigures } from './driver-figures.ts';
import { openDriverRange } from './drivers.ts';
import { edge } from './edge.ts';
import { type Measured, toBenchFile, writeBenchFile } from './figures.ts';
import { footprints, wantedOf } from './footprint.ts';
import { grpc } from './grpc.ts';
import { interleave } from './interleave.ts';
import { kafkaEvents } from './kafka-events.ts';
import { placeOrder } from './place-order.ts';
import { readProduct } from './read-product.ts';
import { replayBesideRows, replayFigures } from './replay.ts';
import { renderReport } from './report.ts';
import { rpc } from './rpc.ts';
import { FIGURES, HELP, selected } from './selection.ts';
import { servers } from './server.ts';
import { withServer } from './with-server.ts';

/** About 8 s per figure. Many short blocks rather than a few long ones: what disturbs a block then spoils one of many. */
const SCHEDULE = { pairs: 35, blockMs: 100, warmUpMs: 600 };

const runId = `bench-${randomBytes(4).toString('hex')}`;
const signal = abortedByUser();
const measured: Measured[] = [];
const notMeasured: string[] = [];

/** What our layers cost, each beside the same work on the library below, in turns; and what our load generator costs. */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const wanted = selected(args);
  if (!wanted) {
    process.stdout.write(HELP);
    return EXIT.finished;
  }
  await requireResultsFolder(PROJECT_ROOT);
  const reservation = await reserveMachine({ what: 'a benchmark', folder: PROJECT_ROOT });
  const scratch = await createScratch(PROJECT_ROOT, 'bench');
  const awake = keepCpusAwake();
  try {
    const place = { root: PROJECT_ROOT, workDir: scratch.path, runId };
    const local = [
      placeOrder(scratch.path),
      readProduct(scratch.path),
      edge(runId),
      ...servers(place),
      replayBesideRows(scratch.path),
      grpc({ id: FIGURES.grpcCalls, inFlight: 32, target: 0.8 }),
    ];
    for (const benchmark of local) if (wanted.has(benchmark.id)) await measure(benchmark);
    await measureReplays(wanted, place);
    const alone = wantedOf('monolith', wanted);
    if (alone.length > 0) await measureFootprint('monolith', alone, scratch.path, async () => ({}));
    await measureOverBroker(wanted, scratch.path);
    await measureCaches(wanted, scratch.path);
    await measureOverKafka(wanted, scratch.path);
    await measureDrivers(wanted, scratch.path);
  } finally {
    awake.release();
    await scratch.remove();
    reservation.release();
  }
  if (measured.length > 0) process.stdout.write(`${renderReport(measured)}\n`);
  if (args.length === 0)
    process.stdout.write(`Written to ${await writeBenchFile(PROJECT_ROOT, toBenchFile(measured))}\n`);
  for (const line of notMeasured) say(onError.yellow(onError.bold(`NOT MEASURED: ${line}`)));
  return EXIT.finished;
}

async function measureReplays(wanted: ReadonlySet<string>, place: Place): Promise<void> {
  const figures = await replayFigures(wanted, { ...place, signal }, () =>
    say(onError.dim('measuring replays of histories')),
  );
  measured.push(...figures);
}

async function measureOverBroker(wanted: ReadonlySet<string>, workDir: string): Promise<void> {
  const calls = [
    { id: FIGURES.oneCall, inFlight: 1, target: 0.85 },
    { id: FIGURES.manyCalls, inFlight: 32, target: 0.75 },
  ].filter(({ id }) => wanted.has(id));
  const together = wantedOf('microservices', wanted);
  if (calls.length === 0 && together.length === 0) return;
  const ids = [...together, ...calls].map(({ id }) => id);
  await measureIn('rabbitmq', ids, workDir, async (freshPlace) => {
    if (together.length > 0) await measureFootprint('microservices', together, workDir, freshPlace);
    const { AMQP_URL = '', AMQP_PREFIX = '' } = await freshPlace();
    for (const figure of calls) await measure(rpc({ AMQP_URL, AMQP_PREFIX }, figure));
  });
}

/** Each in a server of its own: one that is missing does not keep the other from being measured. */
async function measureCaches(wanted: ReadonlySet<string>, workDir: string): Promise<void> {
  for (const { server, id } of CACHE_FIGURES.filter((each) => wanted.has(each.id)))
    await measureIn(server, [id], workDir, async (freshPlace) => {
      const env = await freshPlace();
      const variable = server.toUpperCase();
      const [url = '', prefix = ''] = [env[`${variable}_URL`], env[`${variable}_PREFIX`]];
      await measure(cacheHit(server, url, prefix));
    });
}

async function measureOverKafka(wanted: ReadonlySet<string>, workDir: string): Promise<void> {
  if (!wanted.has(FIGURES.kafkaEvents)) return;
  await measureIn('kafka', [FIGURES.kafkaEvents], workDir, async (freshPlace) => {
    const { KAFKA_URL = '', KAFKA_PREFIX = '' } = await freshPlace();
    await measure(kafkaEvents({ KAFKA_URL, KAFKA_PREFIX }));
  });
}

/** Figures that need a server. Without it, they are told as not measured. */
async function measureIn(
  server: string,
  ids: readonly string[],
  workDir: string,
  work: Parameters<typeof withServer>[2],
): Promise<void> {
  const missing = await withServer(server, { workDir, runId, log, signal }, work);
  if (missing !== undefined) notMeasured.push(`${ids.join(', ')}, because ${missing}`);
}

async function measureFootprint(
  base: 'monolith' | 'microservices',
  figures: ReturnType<typeof wantedOf>,
  workDir: string,
  envOf: () => Promise<Readonly<Record<string, string>>>,
): Promise<void> {
  say(onError.dim(`measuring the footprint of ${base}`));
  const place = { root: PROJECT_ROOT, workDir, runId, signal };
  measured.push(...(await footprints(base, figures, place, envOf)));
}

async function measureDrivers(wanted: ReadonlySet<string>, workDir: string): Promise<void> {
  if (!wanted.has(FIGURES.lateness) && !wanted.has(FIGURES.drivers)) return;
  say(onError.dim('measuring the drivers'));
  const range = await openDriverRange(runId, workDir, signal);
  try {
    const outcome = await driverFigures(wanted, range, embeddedDriver, async () => {
      const k6 = await findK6();
      return 'missing' in k6 ? k6 : k6Driver(k6, PROJECT_ROOT);
    });
    measured.push(...outcome.measured);
    notMeasured.push(...outcome.notMeasured);
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

/** What components tell while they are started. */
function log({ en }: { readonly en: string }): void {
  say(onError.dim(en));
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
