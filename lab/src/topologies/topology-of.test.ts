import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BASES } from './bases/registry.ts';
import type { Choice } from './choices/choice.ts';
import { CHOICES } from './choices/registry.ts';
import { multipleOf, roleOf } from './replicated.ts';
import { SHORT_NAMES } from './short-names.ts';
import { breaksPromises, choicesFor, familyOf, readSpelling, spell, valuesOf } from './spelling.ts';
import { topologyOf } from './topology-of.ts';

interface Picked {
  readonly choice: Choice;
  readonly value: string;
}

/** The text of an arm, with what its choices need besides; none where they cannot be together. */
function armOf(base: string, picked: readonly Picked[]): string[] {
  const values = new Map(picked.map(({ choice, value }) => [choice.id, value]));
  for (const { choice, value } of picked) {
    if (value === choice.default.id) continue;
    for (const [id, valid] of Object.entries(choice.needs ?? {})) {
      if (!values.has(id)) values.set(id, valid[0] ?? '');
      else if (!valid.includes(values.get(id) ?? '')) return [];
    }
  }
  return [[base, ...[...values].map(([id, value]) => `${id}=${value}`)].join('+')];
}

/** Every base with one or two of its choices' values named, defaults too. */
const OFFERED = BASES.all.flatMap((base) => {
  const named = choicesFor(base).map((choice) => valuesOf(choice).map((value) => ({ choice, value })));
  const pairs = named.flatMap((first, index) =>
    named.slice(index + 1).flatMap((second) => first.flatMap((a) => second.map((b) => [b, a]))),
  );
  return [
    ...new Set([
      base.id,
      ...[...named.flat().map((one) => [one]), ...pairs].flatMap((picked) => armOf(base.id, picked)),
    ]),
  ];
});

test('no base has two choices of one name', () => {
  for (const base of BASES.all) {
    const ids = CHOICES.all.filter(({ bases }) => bases.includes(base.id)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test.each(OFFERED)('%s is a topology that its own id stands for', (text) => {
  const topology = topologyOf(text);
  const names = topology.processes.map(({ name }) => name);
  expect(names).toContain(topology.edge);
  expect(new Set(names).size).toBe(names.length);
  expect(topologyOf(topology.id)).toEqual(topology);
  expect(readSpelling(spell(readSpelling(text)))).toEqual(readSpelling(text));
});

test("every variable of a choice's environment is in README's table of settings", () => {
  const settings =
    readFileSync('README.md', 'utf8')
      .match(/^\| `[A-Z_`, ]+` \|/gm)
      ?.join() ?? '';
  const offered = BASES.all.flatMap((base) => choicesFor(base));
  const variables = offered.flatMap(({ alternatives }) =>
    alternatives.flatMap(({ env = {} }) => Object.keys(env)),
  );
  expect(variables.length).toBeGreaterThan(3);
  expect(variables.filter((name) => !settings.includes(`\`${name}\``))).toEqual([]);
});

test('the choices that are offered are not only those of one base', () => {
  expect(OFFERED).toContain('monolith+calls=serialized');
  expect(OFFERED).toContain('microservices+recommendations=4+timeouts=off');
  expect(OFFERED).toContain('microservices+balancing=two-choices+transport=grpc');
  expect(OFFERED.join()).not.toContain('slowed');
});

test('each base has its own choice of a name that two have', () => {
  expect(topologyOf('monolith+balancing=request').processes[0]?.env).toMatchObject({ BALANCING: 'request' });
  const { processes } = topologyOf('microservices+transport=tcp+balancing=two-choices');
  for (const { env } of processes) expect(env).toMatchObject({ CALLS_BALANCING: 'two-choices' });
});

describe('one arm has one id', () => {
  test.each([
    ['monolith+calls=direct+timeouts=on+workers=none', 'monolith'],
    ['monolith+workers=3+timeouts=off', 'monolith+timeouts=off+workers=3'],
    ['monolith+timeouts=off+workers=3', 'monolith+timeouts=off+workers=3'],
    ['microservices+recommendations=1', 'microservices'],
    ['monolith+workers=3', 'monolith-x3'],
    ['monolith+workers=2', 'monolith-x2'],
    ['monolith-cluster', 'monolith-cluster'],
    ['monolith+workers=none+calls=serialized', 'monolith-serialized'],
    ['microservices+timeouts=off', 'microservices-no-timeouts'],
  ])('%s is %s', (text, id) => {
    expect(topologyOf(text).id).toBe(id);
  });
});

const monolith = (env: Record<string, string>) => [
  { name: 'monolith', entry: 'monolith/dist/program.js', env },
];
const services = (names: readonly string[], env: Record<string, string> = {}) =>
  names.map((name) => ({ name, entry: `microservices/${name.replace(/-\d$/, '')}/dist/program.js`, env }));
const SERVICES = 'gateway catalog inventory orders payments notifications recommendations'.split(' ');
const more = (...numbers: number[]) => [...SERVICES, ...numbers.map((number) => `recommendations-${number}`)];

/** What each topology was before arms were spelt as a base and choices. */
const AS_IT_WAS = {
  monolith: monolith({}),
  microservices: services(SERVICES),
  'monolith-serialized': monolith({ CALLS: 'serialized' }),
  // It had no CLUSTER, which two workers imply.
  'monolith-cluster': monolith({ WORKERS: '2', CLUSTER: 'on' }),
  'monolith-packages': monolith({}),
  'monolith-slowed': monolith({ TEST_CPU_SLOWDOWN: '0.2' }),
  'monolith-no-timeouts': monolith({ CALL_TIMEOUTS: 'off' }),
  'microservices-no-timeouts': services(SERVICES, { CALL_TIMEOUTS: 'off' }),
  'monolith-x1': monolith({ WORKERS: '1', CLUSTER: 'on' }),
  'monolith-x2': monolith({ WORKERS: '2', CLUSTER: 'on' }),
  'monolith-x3': monolith({ WORKERS: '3', CLUSTER: 'on' }),
  'monolith-x4': monolith({ WORKERS: '4', CLUSTER: 'on' }),
  'microservices-rec-x1': services(SERVICES),
  'microservices-rec-x2': services(more(2)),
  'microservices-rec-x3': services(more(2, 3)),
  'microservices-rec-x4': services(more(2, 3, 4)),
};

test.each(Object.entries(AS_IT_WAS))('%s is as it was', (id, processes) => {
  const topology = topologyOf(id);
  expect(topology.id).toBe(id);
  const isMonolith = id.startsWith('monolith');
  expect(topology.edge).toBe(isMonolith ? 'monolith' : 'gateway');
  expect(topology.components).toEqual(isMonolith ? [] : ['rabbitmq']);
  const started = topology.processes.map(({ role, ...spec }) => spec);
  expect(started).toEqual(processes);
});

test('every old name is held against what it was', () => {
  expect([...SHORT_NAMES.keys()].filter((name) => !(name in AS_IT_WAS))).toEqual([]);
});

test('what an arm is a multiple of, and what of its processes are instances of one thing', () => {
  expect(multipleOf(topologyOf('microservices'))).toEqual({ base: 'microservices', replicas: 1 });
  expect(multipleOf(topologyOf('monolith+workers=4'))).toEqual({ base: 'monolith', replicas: 4 });
  const three = topologyOf('microservices+recommendations=3+timeouts=off');
  expect(multipleOf(three)).toEqual({ base: 'microservices', replicas: 3 });
  expect(three.title).toBe('Microservices, callers wait for ever, recommendations × 3');
  expect(three.processes.filter((spec) => roleOf(spec) === 'recommendations')).toHaveLength(3);
});

test('a service on another stack is another program over the database that its own one fills', () => {
  const { processes, components } = topologyOf('microservices+stack=go+recommendations=2+timeouts=off');
  expect(components).toEqual(['rabbitmq']);
  const others = processes.filter((spec) => !('entry' in spec));
  expect(others.map(({ name }) => name)).toEqual(['recommendations', 'recommendations-2']);
  for (const spec of others)
    expect(spec).toMatchObject({
      command: ['microservices/recommendations-go/dist/program'],
      seed: [process.execPath, 'microservices/recommendations/dist/program.js', 'seed'],
      stack: 'go',
      env: { CALL_TIMEOUTS: 'off' },
    });
  expect(topologyOf('microservices+stack=nest').id).toBe('microservices');
});

describe('a choice that is plugged in', () => {
  const words = { en: 'made up', ko: '가상' };
  const madeUp = (id: string, effect: Partial<Choice['alternatives'][number]>): Choice => ({
    ...{ id, about: words, bases: ['microservices'], default: { id: 'no', words } },
    alternatives: [{ id: 'yes', words, ...effect }],
  });

  const plugIn = (id: string, effect: Partial<Choice['alternatives'][number]>): void => {
    onTestFinished(CHOICES.add(madeUp(id, effect)));
  };

  test('is refused at once when it needs a component that is unknown', () => {
    plugIn('made-up-store', { components: ['reddis'] });
    expect(() => topologyOf('microservices+made-up-store=yes')).toThrow(
      /no component "reddis".*Did you mean "redis"/,
    );
  });

  test('adds its environment, its components and its words, and may be chosen besides others', () => {
    plugIn('made-up-cache', { env: { CACHE: 'redis' }, components: ['redis', 'rabbitmq'] });
    const topology = topologyOf('microservices+made-up-cache=yes+timeouts=off');
    expect(topology.id).toBe('microservices+timeouts=off+made-up-cache=yes');
    expect(topology.title).toBe('Microservices, callers wait for ever, made up');
    expect(topology.components).toEqual(['rabbitmq', 'redis']);
    for (const { env } of topology.processes) expect(env).toEqual({ CALL_TIMEOUTS: 'off', CACHE: 'redis' });
  });

  test('may not have two of what may be there only once, with the reason', () => {
    plugIn('made-up-gateways', { instances: { gateway: 2 } });
    expect(() => topologyOf('microservices+made-up-gateways=yes')).toThrow(
      /may have gateway only once: no test shows .*\. Replicable: catalog, inventory, orders, payments, .*\./,
    );
  });
});

test.each([
  ['monolith-x3', 'monolith'],
  ['microservices-rec-x2', 'microservices'],
  ['monolith+timeouts=off+workers=2+balancing=request', 'monolith+timeouts=off+balancing=request'],
])('%s is a multiple of %s', (text, family) => {
  expect(familyOf(text)).toBe(family);
});

test('an arm breaks promises where one of its choices does', () => {
  expect(breaksPromises('microservices+consistency=no-compensation')).toBe(true);
  expect(breaksPromises('microservices+flaw=no-tombstone+timeouts=off')).toBe(true);
  expect(breaksPromises('microservices+timeouts=off')).toBe(false);
  expect(breaksPromises('microservices+consistency=saga')).toBe(false);
  expect(breaksPromises('monolith-x2')).toBe(false);
});
