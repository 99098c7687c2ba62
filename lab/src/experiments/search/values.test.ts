import { expect, test } from 'vitest';
import { NO_CPU_LEFT } from './limits.ts';
import type { ScalingRecord } from './record.ts';
import { scalingMeasures, valuesOf } from './values.ts';

interface Made {
  readonly base: string;
  readonly replicas: number;
  readonly rate: number;
  readonly megabytes: number;
  readonly used: number;
  readonly limitedBy?: string;
}

function made({ base, replicas, rate, megabytes, used, limitedBy = base }: Made): ScalingRecord {
  const rateTry = (perSecond: number, cpus: number) => ({
    perSecond,
    seconds: 4,
    reasons: perSecond > rate ? ['the queue grows'] : [],
    response: { p50: 20, p90: 40, p95: null, p99: null },
    errorShare: 0,
    parts: [{ name: base, role: base, limited: true, cpus, throttled: 0.5 }],
    database: 0.1,
    memory: [{ process: base, bytes: megabytes * 1024 * 1024 }],
  });
  return {
    base,
    replicas,
    quota: 0.2,
    objective: { percentile: 'p90', milliseconds: 250 },
    quotaBy: 'cgroup v2',
    instances: base === 'monolith' ? replicas : 6 + replicas,
    loads: [
      {
        id: 'hot',
        predicted: rate,
        passed: rate,
        failed: rate + 2,
        tries: [rateTry(rate, used), rateTry(rate + 2, used * 1.1)],
        limitedBy: [limitedBy],
      },
    ],
  };
}

const round: Made[] = [
  { base: 'microservices', replicas: 2, rate: 60, megabytes: 800, used: 0.6 },
  { base: 'monolith', replicas: 1, rate: 25, megabytes: 125, used: 0.19 },
  { base: 'monolith', replicas: 3, rate: 60, megabytes: 375, used: 0.54 },
  { base: 'microservices', replicas: 1, rate: 32, megabytes: 700, used: 0.35 },
];

test('own figures of each trial, and what it gains over the fewest of its own base', () => {
  const [services, one, three] = valuesOf(round.map(made));
  expect(one).toEqual({
    'hot.rate': 25,
    'hot.memory': 125,
    'hot.cpu-reserved': 0.2,
    'hot.cpu-used': 0.19,
    'hot.rate-per-100mb': 20,
    'hot.rate-per-cpu': expect.closeTo(131.58),
  });
  expect(three).toMatchObject({
    'hot.cpu-reserved': expect.closeTo(0.6),
    'hot.efficiency': expect.closeTo(0.8),
    'hot.gain-per-100mb': expect.closeTo(14),
    'hot.gain-per-cpu-reserved': expect.closeTo(87.5),
    'hot.gain-per-cpu-used': expect.closeTo(100),
  });
  expect(services).toMatchObject({
    'hot.cpu-reserved': expect.closeTo(1.6),
    'hot.gain-per-100mb': expect.closeTo(28),
    'hot.gain-per-cpu-reserved': expect.closeTo(140),
  });
});

test('a rate that the machine ended has no values, and gives nobody a base', () => {
  const [one, two] = valuesOf([
    made({ ...round[3], limitedBy: NO_CPU_LEFT } as Made),
    made(round[0] as Made),
  ]);
  expect(one).toEqual({});
  expect(two).toHaveProperty(['hot.rate'], 60);
  expect(two).not.toHaveProperty(['hot.efficiency']);
});

test('every value has its measure', () => {
  const load = {
    id: 'hot',
    title: { en: 'Hot', ko: '' },
    workload: 'workload',
    mostPerSecond: 99,
    profiles: [],
  };
  const ids = new Set(
    scalingMeasures({
      loads: [load],
      objective: { percentile: 'p90', milliseconds: 250 },
      counterparts: {},
    }).map(({ id }) => id),
  );
  const values = new Set(valuesOf(round.map(made)).flatMap(Object.keys));
  expect(values).toEqual(ids);
});
