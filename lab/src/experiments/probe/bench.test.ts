import { expect, it } from 'vitest';
import { probedSettings } from '../../../test/fixtures/probed-run.ts';
import { Turns } from '../../bench/turns.ts';
import type { Burst } from '../../drivers/driver.ts';
import type { BurstRecord } from '../../records/burst.ts';
import type { PhaseRecord } from '../../records/trial.ts';
import { benchOf, type Stage } from './bench.ts';

const { signal } = new AbortController();
const quick = (seconds: number) => ({ smoke: 0, quick: seconds, full: 0 });

/** A bench over a driver that says what it was asked, and ends a load when it is told. */
function made(
  meet?: Stage['meet'],
  topology = { id: 'monolith', base: 'monolith', edge: 'monolith' },
  found: Stage['found'] = new Map(),
  turnSeconds?: number,
) {
  const asked: string[] = [];
  const measured = new Set<string>();
  let end: () => void = () => undefined;
  const until = () =>
    new Promise<void>((resolve) => {
      end = resolve;
    });
  const session = {
    warmUp: async (perSecond: number, seconds: number) =>
      void asked.push(`warm-up of ${perSecond} for ${seconds} s`),
    measure: async ({ name }: { name: string }, seconds: number, started: () => Promise<void>) => {
      await started();
      await until();
      asked.push(`${name} for ${seconds} s`);
      measured.add(name);
      return 0;
    },
    burst: async ({ name, outstanding, seconds }: Burst) => {
      asked.push(`${name} of ${outstanding}`);
      const response = { p50: null, p90: null, p95: null, p99: null };
      return {
        ...{ name, outstanding, seconds, completed: 7 * seconds, errors: 0, timeouts: 0, perSecond: 7 },
        ...{ timeline: [], response, failures: [], driverCpu: null },
      } satisfies BurstRecord;
    },
    results: async () => ({
      phases: [...measured].map((name) => ({ name, throughput: 3 }) as PhaseRecord),
      artifacts: [],
    }),
  };
  const hooks = {
    blockStarts: async (phase: string) => void asked.push(`${phase} starts`),
    blockEnded: async (phase: string) => void asked.push(`${phase} ended`),
    phaseEnded: async (phase: string) => void asked.push(`${phase} over`),
  };
  const replaced: (readonly [string, unknown])[] = [];
  const stage = {
    settings: {
      ...probedSettings,
      own: { word: 'own' },
      phases: [{ name: 'light', perSecond: 1, seconds: quick(4), inTurns: true, turnSeconds }],
      bursts: [
        {
          name: 'burst',
          outstanding: 8,
          leadInSeconds: 1,
          mostPerSecond: 9,
          seconds: quick(3),
          inTurns: true,
          turnSeconds,
        },
        { name: 'never', outstanding: 8, leadInSeconds: 1, mostPerSecond: 9, seconds: quick(0) },
      ],
    },
    setting: {
      plan: {
        seed: 7,
        profile: { id: 'quick' },
        round: {
          phases: ['light', 'heavy'].map((name) => ({ name, perSecond: 1, seconds: 4 })),
          warmUp: { perSecond: 9 },
        },
      },
      driver: { blockSeconds: 3 },
      runId: 'test',
      step: () => undefined,
    },
    staged: {
      ...{
        arm: 'monolith',
        topology: { ...topology, processes: [] },
        trial: { round: 2 },
        data: { token: 't' },
      },
      system: {
        ...{ url: 'http://127.0.0.1:1', processes: [{ name: 'monolith', pid: 1, url: '' }] },
        replace: async (name: string, spec: unknown) => void replaced.push([name, spec]),
      },
      turn: () => ({ session, hooks }),
    },
    asker: { now: () => 0, ask: async () => expect.fail('nothing is asked'), history: [] },
    ...{ stops: {}, guardian: { watch: () => undefined, unwatch: () => undefined }, meet, signal },
    found,
  } as unknown as Stage;
  return { ...benchOf(stage), asked, replaced, endLoad: () => end() };
}

it('says what it is, and what the scenario and its set-up have given it', () => {
  expect(made().bench).toMatchObject({
    ...{ arm: 'monolith', topology: 'monolith', profile: 'quick', round: 2, processes: ['monolith'] },
    ...{ data: { token: 't' }, own: { word: 'own' }, history: [], phases: ['light', 'heavy'] },
  });
});

it('may be called off under a crowd, without a warning of a leak', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => void warnings.push(warning);
  process.on('warning', hear);
  const { bench } = made();
  for (let buyer = 0; buyer < 20; buyer += 1) bench.signal.addEventListener('abort', () => undefined);
  // Node says it in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});

it('puts each phase of the profile on the system once, metered, and keeps its record', async () => {
  const { bench, loads, asked, endLoad } = made();
  const load = bench.load('heavy');
  await expect(bench.load('light')).rejects.toThrow('light was to begin, but heavy is under way');
  await expect(bench.burst('burst')).rejects.toThrow('heavy is under way');
  endLoad();
  expect(await load).toEqual({ name: 'heavy', throughput: 3 });
  expect(asked).toEqual(['heavy starts', 'heavy for 4 s', 'heavy ended', 'heavy over']);
  expect(loads.phases.map(({ name }) => name)).toEqual(['heavy']);
  await expect(bench.load('heavy')).rejects.toThrow('heavy was there already');
  await expect(bench.load('dark')).rejects.toThrow('the profile has no phase dark');
});

it('takes turns where the settings say so: what stood idle is warmed up again, and the load comes in blocks', async () => {
  const met: number[] = [];
  const { bench, asked, endLoad } = made(async (blocks) => {
    met.push(blocks.length);
    for (const block of blocks) {
      const ended = block();
      setImmediate(endLoad);
      await ended;
    }
  });
  expect(await bench.load('light')).toMatchObject({ name: 'light' });
  const blocks = [3, 1].flatMap((seconds) => ['light starts', `light for ${seconds} s`, 'light ended']);
  expect(asked).toEqual(['warm-up of 9 for 2 s', ...blocks, 'light over']);
  expect((await bench.burst('burst')).perSecond).toBe(7);
  expect(met).toEqual([2, 1]);
});

it('takes turns as short as a load says, and a burst of several is one', async () => {
  const met: number[] = [];
  const meet: Stage['meet'] = async (blocks) => {
    met.push(blocks.length);
    for (const block of blocks) {
      const ended = block();
      setImmediate(endLoad);
      await ended;
    }
  };
  const { bench, loads, asked, endLoad } = made(meet, undefined, undefined, 1);
  await bench.load('light');
  const seconds = Array.from({ length: 4 }, () => 'light for 1 s');
  expect(asked.filter((each) => each.startsWith('light for'))).toEqual(seconds);
  expect(await bench.burst('burst')).toMatchObject({ seconds: 3, completed: 21, perSecond: 7 });
  expect(asked.filter((each) => each === 'burst of 8')).toHaveLength(3);
  expect(met).toEqual([4, 3]);
  expect(loads.bursts).toHaveLength(1);
});

it('gathers what the arms of a round have found where they meet, one of which found nothing', async () => {
  const found: Stage['found'] = new Map();
  const turns = new Turns(2, (members) => members);
  const services = { id: 'microservices', base: 'microservices', edge: 'gateway' };
  const gathering = (topology: typeof services | undefined, value: number | undefined) =>
    turns.work((meet) => made(meet, topology, found).bench.gather('capacity', async () => value));
  const both = await Promise.all([gathering(undefined, 7), gathering(services, undefined)]);
  const all = [
    { arm: 'monolith', topology: 'monolith', value: 7 },
    { arm: 'monolith', topology: 'microservices', value: undefined },
  ];
  expect(both).toEqual([all, all]);
});

it('an arm alone gathers what it has found itself, once under a name', async () => {
  const { bench } = made();
  const own = { arm: 'monolith', topology: 'monolith', value: 3 };
  expect(await bench.gather('capacity', async () => 3)).toEqual([own]);
  await expect(bench.gather('capacity', async () => 4)).rejects.toThrow('capacity was there already');
});

it('lets bursts of the profile loose', async () => {
  const { bench, loads, asked } = made();
  expect((await bench.burst('burst')).perSecond).toBe(7);
  expect(asked).toEqual(['burst of 8']);
  expect(loads.bursts).toHaveLength(1);
  await expect(bench.burst('never')).rejects.toThrow('the profile has no burst never');
});

it('knows which processes there are', async () => {
  const { bench } = made();
  await expect(bench.run('orders', ['rebuild'])).rejects.toThrow('monolith has no process orders');
  await expect(bench.metrics('orders')).rejects.toThrow('monolith has no process orders');
});

it('replaces a process by what it is in another topology of the same base, but never the edge', async () => {
  const { bench, replaced } = made(undefined, {
    id: 'microservices',
    base: 'microservices',
    edge: 'gateway',
  });
  await bench.swap('recommendations', 'microservices+ranking=wasm');
  const environment = { env: expect.objectContaining({ RANKING: 'wasm' }) };
  expect(replaced).toEqual([
    ['recommendations', expect.objectContaining({ name: 'recommendations', ...environment })],
  ]);
  for (const [name, topology] of [
    ['recommendations', 'monolith'],
    ['monolith', 'monolith'],
    ['accounting', 'microservices'],
  ] as const)
    await expect(bench.swap(name, topology)).rejects.toThrow(`${topology} has no ${name}`);
  await expect(bench.swap('gateway', 'microservices')).rejects.toThrow('clients know its address');
  expect(replaced).toHaveLength(1);
});

it('runs a tool in a folder with the environment of the run and its own, and tells how it ended', async () => {
  const { bench } = made();
  const program = 'process.exit(process.env.LAB_RUN_ID === "test" ? Number(process.env.CODE) : 1)';
  const order = { name: 'node', command: process.execPath, args: ['-e', program], cwd: process.cwd() };
  const ran = await bench.tool({ ...order, env: { CODE: '3' }, deadlineMs: 60_000 });
  expect(ran.exitCode).toBe(3);
  expect(ran.seconds).toBeGreaterThan(0);
});
