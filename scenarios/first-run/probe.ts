import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBuild } from '@lab/lab/experiments/steps/tool-outputs';
import type {
  Checkout,
  CheckoutBench,
  CheckoutProbe,
  IdleUse,
  Program,
  StartedPrograms,
} from '@lab/lab/scenario/checkout';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { CHANGES, type Change, DOMAIN_PATCH, MONOLITH, PATCHES, packageOf, SERVICES } from './deployments.ts';
import { Newcomer } from './newcomer.ts';
import { patchSize } from './patch-size.ts';
import type { Size } from './sizes.ts';
import { ownLines } from './source-lines.ts';
import { testFilesIn } from './tests-again.ts';

const MEGABYTE = 1024 * 1024;
/** Less counts as this where arms are compared: a thousandth of a core is nothing to anyone. ms/s */
const LEAST_CPU = 1;
const TSC = 'node_modules/typescript/bin/tsc';
const BUNDLER = 'scripts/bundle.mjs';

/** See the scenario's README. */
export const probe: CheckoutProbe = async (bench) => {
  const size = (bench.own as Readonly<Record<string, Size>>)[bench.profile];
  const changes = CHANGES[bench.topology];
  if (!size || !changes) throw new Error(`there is nothing for ${bench.topology} in ${bench.profile}`);
  const tried = changes.filter(({ places }) => places.some((place) => size.places.includes(place)));
  await bench.checkout.requireFit([DOMAIN_PATCH, ...tried.map(({ patch }) => patch)].map(pathOf));
  const first = await firstOrder(bench);
  const values: Record<string, number> = { ...first.values };
  bench.say({ en: `leaving ${bench.arm} alone`, ko: `${bench.arm} 대기` });
  const idle = await first.system.idle(size.idleSeconds);
  if (idle.unseen.length === 0) Object.assign(values, atRest(idle));
  const { code, configuration } = await linesOf(bench);
  Object.assign(values, { 'code-lines': code, 'configuration-lines': configuration });
  for (const [index, change] of tried.entries()) {
    const isLast = index === tried.length - 1;
    const measured = await addReviews(bench, change, first, isLast);
    for (const place of change.places)
      for (const [id, value] of Object.entries(measured)) values[`${place}.${id}`] = value;
  }
  const unseen = idle.unseen.map((id) => `what is used at rest: the processes of ${id} cannot be seen`);
  return { values, series: [{ chart: 'way', points: first.way }], leftOut: [...first.leftOut, ...unseen] };
};

const atRest = ({ processes, bytes, cpuMsPerSecond }: IdleUse): Record<string, number> => ({
  'processes-at-rest': processes,
  'memory-at-rest': bytes / MEGABYTE,
  'cpu-at-rest': Math.max(LEAST_CPU, cpuMsPerSecond),
  // None at all has no ratio.
  ...(cpuMsPerSecond > 0 && { 'cpu-measured': cpuMsPerSecond }),
});

interface First {
  readonly system: StartedPrograms;
  readonly newcomer: Newcomer;
  /** What was ordered. */
  readonly sku: string;
  readonly values: Readonly<Record<string, number>>;
  /** Commands so far, and seconds so far. */
  readonly way: readonly (readonly [commands: number, seconds: number])[];
  readonly leftOut: readonly string[];
}

/** Compiles what the deployment needs and no more, starts it, signs in and orders. */
async function firstOrder(bench: CheckoutBench): Promise<First> {
  const { checkout, programs } = bench;
  const folders = programs.map(packageOf);
  const steps: Record<string, number> = {};
  const way: [number, number][] = [[0, 0]];
  const note = (step: string, seconds: number, commands: number) => {
    const [typed, sofar] = way.at(-1) ?? [0, 0];
    steps[step] = seconds;
    way.push([typed + commands, sofar + seconds]);
  };
  bench.say({ en: `compiling ${bench.arm}`, ko: `${bench.arm} 컴파일` });
  const compiled = await compile(checkout, folders);
  note('compile', compiled.seconds, 1);
  note('bundle', (await checkout.run([BUNDLER, ...folders])).seconds, 1);
  bench.say({ en: `starting ${bench.arm}`, ko: `${bench.arm} 시작` });
  const servers = await bench.startComponents();
  if (servers.started > 0) note('broker', servers.seconds, servers.started);
  note('seed', await bench.seed(checkout, programs), programs.length);
  const system = await bench.start(checkout, programs, bench.edge);
  note('start', system.seconds, programs.length);
  const newcomer = new Newcomer(system.url, bench.signal);
  let sku = '';
  const ordering = await secondsOf(async () => {
    await newcomer.signIn();
    sku = await newcomer.order();
  });
  note('order', ordering, 0);
  const [commands, seconds] = way.at(-1) ?? [0, 0];
  const values = { 'to-order': seconds, commands, packages: compiled.built.length, ...steps };
  const leftOut = servers.others.map(({ id, why }) => `the start of ${id}: ${why}`);
  return { system, newcomer, sku, values, way, leftOut };
}

/** Adds the feature in a copy, starts what runs the changed code in the place of what ran before, and reviews what was ordered. */
async function addReviews(
  bench: CheckoutBench,
  { patch, programs }: Change,
  { system, sku }: First,
  isLast: boolean,
): Promise<Record<string, number>> {
  bench.say({ en: `adding reviews: ${patch}`, ko: `상품 후기 추가: ${patch}` });
  const checkout = await bench.checkout.copy(patch);
  const paths = [DOMAIN_PATCH, patch].map(pathOf);
  for (const path of paths) await checkout.apply(path);
  const folders = programs.map(packageOf);
  const compiled = await compile(checkout, folders);
  const bundled = await checkout.run([BUNDLER, ...folders]);
  const old = namesOf(programs.filter(({ name }) => bench.programs.some((each) => each.name === name)));
  await system.kill(old);
  const changed = await bench.start(checkout, programs, bench.edge);
  const newcomer = new Newcomer(changed.url, bench.signal);
  const reviewing = await secondsOf(async () => {
    await newcomer.signIn();
    await newcomer.review(sku);
  });
  await changed.stop();
  if (!isLast) await system.restart(old);
  const texts = await Promise.all(paths.map((path) => readFile(join(checkout.root, path), 'utf8')));
  return {
    ...patchSize(texts),
    'test-files': await testFilesIn(checkout.root, compiled.built),
    packages: compiled.built.length,
    processes: programs.length,
    running: compiled.seconds + bundled.seconds + changed.seconds + reviewing,
  };
}

async function compile(checkout: Checkout, folders: readonly string[]) {
  const { seconds, output } = await checkout.run([TSC, '-b', '--verbose', ...folders]);
  return { seconds, built: readBuild(output).built };
}

/** Of the arm's deployment, beside the other one. */
function linesOf({ checkout, topology }: CheckoutBench) {
  const [own, other] = [topology, topology === MONOLITH ? SERVICES : MONOLITH].map((id) =>
    topologyOf(id).processes.flatMap((spec) => ('entry' in spec ? [packageOf(spec)] : [])),
  ) as [string[], string[]];
  return ownLines(checkout.root, own, other);
}

const pathOf = (patch: string): string => `${PATCHES}/${patch}`;

const namesOf = (programs: readonly Program[]): string[] => programs.map(({ name }) => name);

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
