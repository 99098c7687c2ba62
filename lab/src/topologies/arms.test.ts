import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { UsageError } from '../registry/usage-error.ts';
import { parseArms, sameArms } from './arms.ts';

const topologiesOf = (...given: Parameters<typeof parseArms>) =>
  parseArms(...given).map(({ topology }) => topology);
const everyProfile = (...ids: string[]) => ({ smoke: ids, quick: ids, full: ids });
const load = { id: 'load', arms: everyProfile('monolith', 'microservices') };
const faults = { ...load, id: 'faults', topologies: ['monolith', 'microservices-no-timeouts'] };
const scaling = { id: 'scaling', arms: everyProfile('monolith-x1', 'microservices-rec-x1') };
const builds = { ...load, id: 'builds', topologies: ['monolith', 'monolith-packages'] };

test('an arm that is asked for again runs under a second name, however it is spelt', () => {
  expect(parseArms(' monolith, monolith+calls=direct ,monolith')).toEqual([
    { name: 'monolith', topology: 'monolith' },
    { name: 'monolith#2', topology: 'monolith' },
    { name: 'monolith#3', topology: 'monolith' },
  ]);
});

describe('an arm is called what the scenario calls it', () => {
  test.each([
    [load, 'microservices+recommendations=1', 'microservices'],
    [scaling, 'microservices+recommendations=1', 'microservices-rec-x1'],
    [scaling, 'microservices', 'microservices'],
    [scaling, 'monolith+workers=1', 'monolith-x1'],
    [scaling, 'monolith+workers=2', 'monolith-x2'],
    [faults, 'microservices+timeouts=off', 'microservices-no-timeouts'],
    [builds, 'monolith+packages=contexts', 'monolith-packages'],
    [{ ...load, topologies: ['monolith-cluster'] }, 'monolith-x2', 'monolith-cluster'],
    [{ ...load, topologies: ['monolith+workers=2'] }, 'monolith-x2', 'monolith-x2'],
    [load, 'monolith-slowed', 'monolith-slowed'],
  ])('%#: %s', (scenario, asked, topology) => {
    expect(topologiesOf(asked, scenario)).toEqual([topology]);
  });
});

describe('refuses', () => {
  test.each([
    [
      'monolith-cluster',
      faults,
      /The arm monolith-cluster exists, but the scenario faults compares monolith, mic/,
    ],
    ['monolith+workers=2', faults, /exists, but the scenario faults compares/],
    ['microservices', builds, /compares monolith, monolith-packages/],
    [
      'monolith-packages',
      load,
      /differs from monolith only in how it is built, and the scenario load does not measure builds/,
    ],
    ['monolith,shop', faults, /There is no arm "shop"/],
    [',', load, /No arm in ","/],
    ['monolith,+', load, /"\+" is no arm/],
  ])('%s, with the reason', (asked, scenario, message) => {
    expect(() => parseArms(asked, scenario)).toThrow(UsageError);
    expect(() => parseArms(asked, scenario)).toThrow(message);
  });
});

const references = join(PROJECT_ROOT, 'results', 'reference');
/** Runs of every scenario, and checks of the instrument. */
const stored = readdirSync(references, { recursive: true, encoding: 'utf8' }).flatMap((path) =>
  basename(path) === 'manifest.json' ? [dirname(path)] : [],
);

/** Of manifests of every schema. */
const withArms = z.object({ arms: z.array(z.object({ name: z.string(), topology: z.string() })) });

test.each(stored)('the arms of the reference run of %s are today the same by what it calls them', (run) => {
  const { arms } = withArms.parse(JSON.parse(readFileSync(join(references, run, 'manifest.json'), 'utf8')));
  expect(arms.length).toBeGreaterThan(1);
  const asked = arms.map(({ topology }) => topology).join(',');
  expect(parseArms(asked)).toEqual(arms);
});

test('lists of arms are the same however their arms are spelt', () => {
  expect(sameArms('monolith,microservices-no-timeouts', 'monolith,microservices+timeouts=off')).toBe(true);
  expect(sameArms('monolith,microservices', 'microservices,monolith')).toBe(false);
  expect(sameArms('monolith', 'monolith,monolith')).toBe(false);
  expect(sameArms('monolith,microservices,', 'monolith,microservices')).toBe(true);
});
