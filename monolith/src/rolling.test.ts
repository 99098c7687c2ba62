import { pino } from 'pino';
import { expect, it } from 'vitest';
import { type Came, Rolling } from './rolling.ts';

const logger = pino({ level: 'silent' });

/** A cluster of two, of whose new workers becomes what `comes` says, by their number. What happens is noted. */
function clusterOf(comes: (started: number) => Came) {
  const events: string[] = [];
  const told: { type: string; part?: string; left?: number; reason?: string; late?: boolean }[] = [];
  let started = 0;
  const worker = (name: string, program: string, came: Came) => ({
    ...{ name, program },
    async servesWithin() {
      events.push(`${name} of ${program} ${came}`);
      return came;
    },
    keep: () => void events.push(`${name} of ${program} is kept`),
    async retire(signal: NodeJS.Signals) {
      events.push(`${name} of ${program} gets ${signal}`);
    },
  });
  const workers = ['worker-1', 'worker-2'].map((name) => worker(name, 'old.js', 'serves'));
  const rolling = new Rolling(workers, {
    ...{ logger, drainMs: 1_000, tell: (message) => void told.push(message as { type: string }) },
    fork: (name, program) => worker(name, program, comes(++started)),
    exchanged: () => void events.push('exchanged'),
  });
  const roll = async (program: string, step?: boolean) => {
    rolling.obey({ type: 'roll', id: '1', program, readyMs: 100, step });
    await settled();
  };
  return { events, told, workers, rolling, roll };
}

/** All that was begun is done without any timer. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('exchanges one worker after the other, the new one before the old one', async () => {
  const { events, told, workers, roll } = clusterOf(() => 'serves');
  await roll('next.js');
  const exchange = (name: string) => [
    `${name} of next.js serves`,
    `${name} of next.js is kept`,
    'exchanged',
    `${name} of old.js gets SIGTERM`,
  ];
  expect(events).toEqual([...exchange('worker-1'), ...exchange('worker-2')]);
  expect(workers.map(({ program }) => program)).toEqual(['next.js', 'next.js']);
  expect(told.map(({ type, part }) => [type, part])).toEqual([
    ['part-replaced', 'worker-1'],
    ['part-replaced', 'worker-2'],
    ['rolled', undefined],
  ]);
});

it('exchanges one worker in a step, and takes back only what was exchanged', async () => {
  const { told, workers, roll } = clusterOf(() => 'serves');
  const programs = () => workers.map(({ program }) => program);
  const after: (readonly string[])[] = [];
  for (const program of ['bad.js', 'old.js', 'next.js', 'next.js', 'next.js']) {
    await roll(program, true);
    after.push(programs());
  }
  expect(after).toEqual([
    ['bad.js', 'old.js'],
    ['old.js', 'old.js'],
    ['next.js', 'old.js'],
    ['next.js', 'next.js'],
    ['next.js', 'next.js'],
  ]);
  const exchanged = told.flatMap(({ part }) => part ?? []);
  expect(exchanged).toEqual(['worker-1', 'worker-1', 'worker-1', 'worker-2']);
  expect(told.flatMap(({ left }) => left ?? [])).toEqual([1, 0, 1, 0, 0]);
  // Without steps, also one that runs the program already is exchanged for a new one.
  await roll('next.js');
  expect(told.filter(({ part }) => part !== undefined)).toHaveLength(6);
});

it.each([
  [1, ['old.js', 'old.js']],
  [2, ['next.js', 'old.js']],
])('ends new worker %i that does not serve, and leaves the rest what they are', async (late, left) => {
  const { events, told, workers, roll } = clusterOf((started) => (started === late ? 'late' : 'serves'));
  await roll('next.js');
  expect(events.at(-1)).toBe(`worker-${late} of next.js gets SIGKILL`);
  expect(workers.map(({ program }) => program)).toEqual(left);
  expect(told.at(-1)).toMatchObject({
    type: 'roll-refused',
    ...{ reason: `worker-${late} did not serve within 100 ms`, late: true },
  });
});

it('does not call a worker late whose program ends', async () => {
  const { told, workers, roll } = clusterOf(() => 'ended');
  await roll('next.js');
  expect(workers.map(({ program }) => program)).toEqual(['old.js', 'old.js']);
  expect(told).toMatchObject([
    { type: 'roll-refused', reason: 'worker-1 ended before it served', late: false },
  ]);
});

it('leaves other messages alone, and begins nothing when the cluster ends', async () => {
  const { told, workers, rolling, roll } = clusterOf(() => 'serves');
  rolling.obey({ type: 'fault', id: '1' });
  rolling.obey('roll');
  await rolling.end();
  await roll('next.js');
  expect(workers.map(({ program }) => program)).toEqual(['old.js', 'old.js']);
  expect(told).toMatchObject([{ type: 'roll-refused', reason: 'the cluster ends' }]);
});
