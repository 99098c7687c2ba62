import { expect, test } from 'vitest';
import { type MadeCapacity, madeCapacity } from '../../../test/fixtures/made-capacity.ts';
import { NO_CPU_LEFT } from './limits.ts';
import { capacityMeasures, valuesOf } from './values.ts';

/** In the order of a round: drawn. The services start dear and grow cheap. */
const services = { family: 'microservices', megabytes: 80, besides: 700 };
const round: MadeCapacity[] = [
  { ...services, replicas: 2, capacity: 116, broker: 0.3 },
  { family: 'monolith', replicas: 1, capacity: 40, megabytes: 125 },
  { family: 'monolith', replicas: 3, capacity: 100, megabytes: 125 },
  { ...services, replicas: 1, capacity: 60, broker: 0.2 },
  { family: 'monolith', replicas: 2, capacity: 76, megabytes: 125 },
  { family: 'monolith+balancing=request', replicas: 3, capacity: 110, megabytes: 125, broker: 0.1 },
];
const valuesOfRound = () => valuesOf(round.map(madeCapacity));

test('own figures of each trial', () => {
  expect(valuesOfRound()[1]).toEqual({
    capacity: 40,
    'memory-at-capacity': 125,
    'cpu-reserved': 0.25,
    'cpu-used': 0.25,
    'capacity-per-100mb': 32,
    'capacity-per-cpu': 160,
  });
});

test('a gain is the slope over the arms of the family up to the own one, on what was added', () => {
  const [two, , whole, , half] = valuesOfRound();
  expect(half).toMatchObject({
    efficiency: expect.closeTo(0.95),
    'gain-per-100mb': expect.closeTo(28.8),
    'gain-per-cpu-reserved': expect.closeTo(144),
  });
  // Through 40, 76 and 100: 30 for each of three instances, and not the 36 of the first step or the 24 of the last.
  expect(whole).toMatchObject({
    efficiency: expect.closeTo(100 / 120),
    'gain-per-100mb': expect.closeTo(24),
    'gain-per-cpu-reserved': expect.closeTo(120),
    'gain-per-cpu-used': expect.closeTo(120),
  });
  // The instance that was added, and not the 700 MB beside it; but the broker's CPU time, which grows with the requests.
  expect(two).toMatchObject({
    'gain-per-100mb': expect.closeTo(70),
    'gain-per-cpu-reserved': expect.closeTo(160),
    'gain-per-cpu-used': expect.closeTo(160),
  });
});

test('another choice makes another family, and one of its arms alone has no slope', () => {
  const balanced = valuesOfRound()[5];
  expect(balanced).toMatchObject({ capacity: 110, 'cpu-reserved': expect.closeTo(0.85) });
  expect(balanced).not.toHaveProperty(['gain-per-100mb']);
  expect(balanced).not.toHaveProperty(['efficiency']);
});

test('memory of other parts does not enter a gain, however much it differs', () => {
  const values = (besides: number) =>
    valuesOf([round[3], { ...round[0], besides }].map((each) => madeCapacity(each as MadeCapacity)));
  expect(values(900)[1]?.['gain-per-100mb']).toBeCloseTo(values(700)[1]?.['gain-per-100mb'] ?? Number.NaN);
});

test('a capacity that the machine ended has no values, and is in no slope', () => {
  const [one, two, three] = valuesOf([
    madeCapacity({ ...(round[1] as MadeCapacity), limitedBy: NO_CPU_LEFT }),
    madeCapacity(round[4] as MadeCapacity),
    madeCapacity(round[2] as MadeCapacity),
  ]);
  expect(one).toEqual({});
  expect(two).toMatchObject({ capacity: 76 });
  expect(two).not.toHaveProperty(['efficiency']);
  expect(three).toMatchObject({ 'gain-per-cpu-reserved': expect.closeTo(96) });
});

test('every value has its measure', () => {
  const ids = new Set(capacityMeasures({ title: { en: '', ko: '' }, counterparts: {} }).map(({ id }) => id));
  expect(new Set(valuesOfRound().flatMap(Object.keys))).toEqual(ids);
});
