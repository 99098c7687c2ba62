import { CHANGES, cellId } from '@lab/lab/experiments/steps/settings';
import { measuresOf } from '@lab/lab/experiments/steps/values';
import type { MetricRecord } from '@lab/lab/records/comparison';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { CELLS } from './cells.ts';
import scenario from './scenario.ts';

type Verdict = MetricRecord['comparisons'][number]['verdict'];

/** Six rounds in which a value is the same; by metric, the monolith's, the services', and how the two compare. */
function evidence(
  metrics: Readonly<Record<string, readonly [monolith: number, services: number, verdict: Verdict]>>,
  facts?: unknown,
): Evidence {
  return {
    arms: ['monolith', 'microservices'].map((name) => ({ name, topology: name })),
    baseline: 'monolith',
    confidence: 0.95,
    facts,
    values: (id, arm) =>
      new Map(
        Array.from({ length: 6 }, (_, round) => [round, metrics[id]?.[arm === 'monolith' ? 0 : 1] ?? 0]),
      ),
    metrics: Object.entries(metrics).map(([id, [monolith, services, verdict]]) => ({
      id,
      unit: 's',
      better: 'lower',
      arms: {
        monolith: { median: monolith, ci95: null, coverage: null, trials: 6 },
        microservices: { median: services, ci95: null, coverage: null, trials: 6 },
      },
      comparisons: [
        {
          arm: 'microservices',
          ratio: services / monolith,
          ci95: null,
          delta: 0.1,
          verdict,
          pairs: 6,
          coverage: null,
          difference: { value: services - monolith, ci95: null },
          crossCheck: null,
          roundsToSettle: null,
        },
      ],
    })),
  };
}

const decide = (id: string, given: Evidence): Ruling | undefined =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

type Triple = readonly [contexts: number, files: number, tests: number];

/** Of a hundred contexts, files and tests, and so many times as many in larger code bases, what a change means by size. */
function counted(monolith: Readonly<Record<number, Triple>>, services: Readonly<Record<number, Triple>>) {
  const figures = ([contexts, files, tests]: Triple) => ({ contexts, packages: 1, files, tests });
  const of = (arm: string, sizes: Readonly<Record<number, Triple>>) =>
    Object.entries(sizes).map(([growth, done]) => ({
      ...{ arm, change: 'service-body', growth: Number(growth), done: figures(done) },
      whole: { contexts: 100, packages: 2, files: 100 * Number(growth), tests: 100 * Number(growth) },
      looking: 0.1 * Number(growth),
    }));
  return [...of('monolith', monolith), ...of('microservices', services)];
}

describe('one change rebuilds and retests the whole', () => {
  const one: Triple = [1, 3, 4];
  const little = { 1: one, 4: one };
  const rule = (facts: unknown, confidence: number | null = 0.95): Ruling | undefined =>
    decide('mono.build-grows', {
      ...evidence({ 'service-body.growth': [1.4, 1.02, 'lower'] }, facts),
      confidence,
    });

  it('is supported when all is rebuilt, emitted and tested again, more of it in larger code, and less as a service', () => {
    const ruling = rule(counted({ 1: [60, 80, 90], 4: [90, 300, 390] }, little));
    expect(ruling).toMatchObject({ verdict: 'supported', open: false });
    expect(ruling?.because).toMatch(
      /^In code ×4, .* 90 of 100 contexts, emits 300 of 400 files and runs 390 of 400 tests\./,
    );
    expect(ruling?.because).toContain('As a service it is 1 (contexts), 3 (files) and 4 (tests)');
    expect(ruling?.because).toContain('10 % in code ×1 and 40 % in ×4 are tools looking for what changed');
    expect(ruling?.because).toContain('The time grows to 1.40× in monolith, 1.02× in microservices');
  });

  it('is refuted when the compiler and the tests keep to what was changed, though the time grows', () => {
    expect(rule(counted({ 1: [1, 3, 10], 4: [1, 3, 10] }, little))?.verdict).toBe('refuted');
  });

  it('is refuted when a change means as much as a service', () => {
    const all = { 1: [60, 80, 90], 4: [90, 300, 390] } as const;
    expect(rule(counted(all, all))?.verdict).toBe('refuted');
  });

  it.each<[string, Triple, Triple]>([
    ['a package with all contexts is rebuilt, and little of it emitted and tested', [60, 3, 10], [90, 3, 10]],
    ['all is rebuilt and emitted, and few tests run', [60, 80, 10], [90, 300, 10]],
    ['what is rebuilt grows, and is far from the whole', [1, 3, 10], [1, 3, 20]],
    ['it is more than half of a small code base, and does not grow', [1, 80, 10], [1, 80, 10]],
  ])('is mixed when %s', (_, least, most) => {
    expect(rule(counted({ 1: least, 4: most }, little))).toMatchObject({ verdict: 'mixed', open: false });
  });

  it('is inconclusive where the rounds disagree, or were not counted, or there is one size', () => {
    const facts = counted({ 1: one, 4: [1, 3, 10] }, little);
    const [first] = facts;
    const other = { ...first, done: { ...first?.done, tests: 5 } };
    const reasons = [
      [[...facts, other], 'The rounds disagree on the tests of monolith in code ×1: 4, 5 of 100.'],
      [
        facts.map((fact) => ({ ...fact, whole: {} })),
        'This run is older than the count of contexts, and has none.',
      ],
      [facts.filter(({ growth }) => growth === 1), 'This run has not changed one context in code bases'],
      [[], 'This run has not changed one context in code bases'],
    ] as const;
    for (const [given, reason] of reasons)
      expect(rule(given)).toMatchObject({
        ...{ verdict: 'inconclusive', open: false },
        because: expect.stringContaining(reason),
      });
  });

  it('says what it would be of a monolith that has a package for each context', () => {
    const facts = counted({ 1: [60, 3, 10], 4: [90, 3, 10] }, little);
    const packaged = counted(little, {}).map((fact) => ({ ...fact, arm: 'packaged' }));
    const given = evidence({}, [...facts, ...packaged]);
    const arms = [...given.arms, { name: 'packaged', topology: 'monolith-packages' }];
    expect(decide('mono.build-grows', { ...given, arms })).toMatchObject({
      verdict: 'mixed',
      because: expect.stringContaining(
        'with a package for each context it is 1 (contexts), 3 (files) and 4 (tests): of that the claim would be refuted.',
      ),
    });
  });

  it('has no verdict below the first look, and tells the counts', () => {
    const ruling = rule(counted(little, little), null);
    expect(ruling).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(ruling?.because).toContain('emits 3 of 400 files');
  });
});

describe('a team works on its service alone, faster', () => {
  type Times = readonly [monolith: number, services: number, verdict: Verdict];
  const speed = (own: readonly Times[], shared: readonly Times[]) =>
    decide(
      'msa.dev-speed',
      evidence(
        Object.fromEntries([
          ...own.map((times, index) => [`service-body@x${4 ** index}.running`, times] as const),
          ...shared.map((times, index) => [`domain-signature@x${4 ** index}.running`, times] as const),
        ]),
      ),
    );
  const sooner: Times = [2, 1, 'lower'];
  const later: Times = [1, 2, 'higher'];
  const same: Times = [1, 1.02, 'equivalent'];
  const open: Times = [1, 1.1, 'inconclusive'];

  it('is supported when it is so in code bases of every size, and what all share costs no more', () => {
    expect(speed([sooner, sooner, sooner], [same, sooner])?.verdict).toBe('supported');
  });

  it('is refuted when it is so in none, whatever the changes of what all share take', () => {
    for (const shared of [same, sooner, later, open])
      expect(speed([later, same, [1, 1, 'small']], [shared])?.verdict).toBe('refuted');
  });

  it('is mixed when it is so in some', () => {
    expect(speed([later, sooner, sooner], [same])?.verdict).toBe('mixed');
  });

  it('is mixed when what all share takes longer, and says what for', () => {
    const ruling = speed([sooner, sooner], [later, [1, 4, 'higher']]);
    expect(ruling).toMatchObject({ verdict: 'mixed', open: false });
    expect(ruling?.because).toContain('takes 2.00× to 4.00× as long with services, longer for 2 of 2.');
    expect(ruling?.because).toContain('as much time as 1.0 to 3.0 changes of one context save');
  });

  it('is open while either kind of change is', () => {
    for (const [own, shared] of [
      [[open], [same]],
      [[sooner], [open]],
      [[sooner], [later, open]],
    ] as const)
      expect(speed(own, shared)).toMatchObject({ verdict: 'inconclusive', open: true });
  });

  it('decides nothing where no change of what all share was measured', () => {
    expect(speed([sooner], [])).toMatchObject({ verdict: 'inconclusive', open: false });
  });

  it('says what packages alone give', () => {
    const given = evidence({ 'service-body@x1.running': sooner, 'domain-body@x1.running': same });
    const arms = [...given.arms, { name: 'packaged', topology: 'monolith-packages' }];
    const metrics = given.metrics.map((metric) => ({
      ...metric,
      comparisons: metric.comparisons.flatMap((each) => [each, { ...each, arm: 'packaged', ratio: 0.8 }]),
    }));
    expect(decide('msa.dev-speed', { ...given, arms, metrics })?.because).toContain(
      'In a monolith that has a package for each context, a change of one takes 0.80× as long',
    );
  });
});

it('decides nothing without both arms, or without a measure', () => {
  const nothing = evidence({});
  const alone = { ...nothing, arms: nothing.arms.slice(0, 1) };
  for (const claim of scenario.claims)
    for (const given of [nothing, alone]) expect(claim.decide(given).verdict).toBe('inconclusive');
});

it('measures what its claims are decided on', () => {
  const ids = measuresOf({ cells: CELLS }).map(({ id }) => id);
  expect(ids).toContain('service-body.growth');
  for (const part of ['contexts', 'packages', 'files', 'tests', 'looking'])
    expect(ids).toContain(`service-body@x16.${part}`);
  expect(ids).toContain('service-body@x16.running');
  expect(new Set(ids).size).toBe(ids.length);
});

it('measures every change in the shop as it is, in quick too', () => {
  const ids = CELLS.quick.map(cellId);
  expect(ids).toEqual(expect.arrayContaining(CHANGES.map((change) => `${change}@x1`)));
  expect(new Set(ids).size).toBe(ids.length);
});
