import type { ProbeBench } from '@lab/lab/scenario/probe';
import { expect, it, vi } from 'vitest';
import { type Bench, closedLoad, ranked } from './ranking.ts';

/** A shop whose clock moves by so much with each request, and whose CPU time grows besides; every so many requests fail. */
function shop({ took = 10, cpuMs = 4, failsEvery = Number.POSITIVE_INFINITY } = {}) {
  let [clock, used, asked] = [0, 0, 0];
  const paths: string[] = [];
  const bench: Bench = {
    now: () => clock,
    signal: new AbortController().signal,
    processes: ['edge', 'recommendations'],
    metrics: async (process) =>
      process === 'edge'
        ? 'process_cpu_seconds_total 1\n'
        : `process_cpu_seconds_total{process="r"} ${used / 1_000}\n`,
    ask: async (request) => {
      asked += 1;
      paths.push(request.path);
      const outcome = asked % failsEvery === 0 ? 'failed' : 'ok';
      const startedAt = clock;
      clock += took;
      used += cpuMs;
      return { status: 200, body: '', headers: {}, outcome, startedAt, endedAt: clock } as Awaited<
        ReturnType<ProbeBench['ask']>
      >;
    },
  };
  return { bench, paths };
}

it('a closed load reads the rate of its second half, and the CPU time of an answer', async () => {
  const { bench } = shop();
  const told = await closedLoad(
    bench,
    () => bench.ask({ endpoint: 'r', method: 'GET', path: '/', expect: [200] }),
    2,
  );
  expect(told.capacity).toBeCloseTo(100, 0);
  expect(told.cpu).toBeCloseTo(4, 5);
});

it('the rate of slow answers is not that of the moment at which the second half begins', async () => {
  // Clients take turns here: an answer each 0.7 s. The half begins 0.3 s after one, and 0.4 s before the next.
  const { bench } = shop({ took: 700 });
  const ask = () => bench.ask({ endpoint: 'r', method: 'GET', path: '/', expect: [200] });
  expect((await closedLoad(bench, ask, 2)).capacity).toBeCloseTo(1 / 0.7, 2);
});

it('what fails is no answer, and its CPU time is in that of the others', async () => {
  const { bench } = shop({ failsEvery: 2 });
  const told = await closedLoad(
    bench,
    () => bench.ask({ endpoint: 'r', method: 'GET', path: '/', expect: [200] }),
    2,
  );
  expect(told.capacity).toBeCloseTo(50, -1);
  expect(told.cpu).toBeCloseTo(8, 1);
});

it('where nothing is answered there is no figure', async () => {
  const { bench } = shop({ failsEvery: 1 });
  const ask = () => bench.ask({ endpoint: 'r', method: 'GET', path: '/', expect: [200] });
  expect(await closedLoad(bench, ask, 1)).toEqual({ capacity: undefined, cpu: undefined });
});

it('asks for many recommendations while others look at products, and for one', async () => {
  vi.stubEnv('LAB_SHARED_MACHINE', '1');
  const heavy = shop();
  const told = await ranked(heavy.bench, ['A', 'B', 'C'], 'heavy', { closed: 0.2, alone: 0.1 });
  expect(told.values['heavy.time']).toBeCloseTo(10, 0);
  expect(told.values['rest.mean']).toBeGreaterThan(0);
  expect(told.series.map(({ chart }) => chart)).toEqual(['times', 'rest']);
  expect(heavy.paths).toContain('/products/B/recommendations?limit=20');
  expect(heavy.paths.some((path) => /^\/products\/[ABC]$/.test(path))).toBe(true);
  const light = shop();
  const little = await ranked(light.bench, ['A', 'B', 'C'], 'light', { closed: 0.2, alone: 0.1 });
  expect(Object.keys(little.values).toSorted()).toEqual(['light.capacity', 'light.cpu', 'light.time']);
  expect(light.paths).toContain('/products/B/recommendations?limit=1');
  // Beside the same pages, so that times of both weights can be compared.
  expect(light.paths.some((path) => /^\/products\/[ABC]$/.test(path))).toBe(true);
});
