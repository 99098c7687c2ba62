import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import scenario from './scenario.ts';
import { settings } from './settings.ts';

const arms = ['monolith', 'microservices'].map((name) => ({ name, topology: name }));

/** Six rounds; by fault, the share of the bystanders that is hit in each arm, percent. */
function evidence(
  hit: Readonly<Record<string, readonly [monolith: number, microservices: number]>>,
): Evidence {
  const hitIn = (id: string, arm: string) => hit[id.split('.')[0] ?? '']?.[arm === 'monolith' ? 0 : 1] ?? 0;
  return {
    arms,
    baseline: 'monolith',
    confidence: 0.95,
    facts: undefined,
    values: (id, arm) => new Map(Array.from({ length: 6 }, (_, round) => [round, hitIn(id, arm)])),
    metrics: Object.entries(hit).map(([fault, [monolith, microservices]]) => ({
      id: `${fault}.bystanders-hit`,
      unit: '%',
      better: 'lower',
      arms: {},
      comparisons: [
        {
          arm: 'microservices',
          ratio: microservices / monolith,
          ci95: null,
          delta: 0.1,
          verdict: microservices < monolith ? ('lower' as const) : ('equivalent' as const),
          pairs: 6,
          coverage: null,
          difference: { value: 0, ci95: null },
          crossCheck: null,
          roundsToSettle: null,
        },
      ],
    })),
  };
}

const decide = (id: string, given: Evidence) =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

describe('the fault-isolation scenario', () => {
  it('finds a blast radius where faults of the process hit more bystanders in the monolith', () => {
    const found = evidence({ crash: [60, 0.1], block: [55, 0.1], slow: [0.1, 0.1] });
    expect(decide('mono.blast-radius', found)?.verdict).toBe('supported');
    expect(decide('msa.isolation', found)?.verdict).toBe('supported');
  });

  it('says how many requests were hit, and of none at all the most that it still allows', () => {
    const of = (arm: string, hit: number) =>
      ['browse', 'recommendations'].map((endpoint) => ({ arm, fault: 'crash', endpoint, started: 400, hit }));
    const facts = [...of('monolith', 240), ...of('microservices', 0)];
    // Of 400 that do not need recommendations: 1 - 0.025^(1/400) = 0.92 %.
    expect(decide('mono.blast-radius', { ...evidence({ crash: [60, 0.1] }), facts })?.because).toBe(
      'Of the requests that did not need the faulty part, fewer are hit with microservices for 1 of 1 (crash 60 % (240 of 400) → 0 of 400 (at most 0.92 %)).',
    );
  });

  it('finds none where they do not', () => {
    const found = evidence({ crash: [0.1, 0.1], block: [0.1, 0.1] });
    expect(decide('mono.blast-radius', found)?.verdict).toBe('refuted');
  });

  it('judges faults in every context: one crash that hits no fewer leaves the blast radius mixed', () => {
    const found = evidence({ crash: [60, 0.1], 'catalog-crash': [60, 0.1], 'payments-crash': [55, 0.1] });
    expect(decide('mono.blast-radius', found)).toMatchObject({
      verdict: 'supported',
      metrics: ['crash', 'catalog-crash', 'payments-crash'].map((id) => `${id}.bystanders-hit`),
    });
    const divided = evidence({ crash: [60, 0.1], 'catalog-crash': [60, 60] });
    expect(decide('mono.blast-radius', divided)).toMatchObject({ verdict: 'mixed', open: false });
    expect(decide('msa.isolation', divided)).toMatchObject({
      verdict: 'refuted',
      because: expect.stringContaining('crash of the catalog'),
    });
    // A slow service takes no process with it.
    expect(decide('mono.blast-radius', evidence({ 'payments-slow': [0.1, 30] }))?.metrics).toEqual([]);
    expect(decide('msa.isolation', evidence({ 'payments-slow': [0.1, 30] }))?.verdict).toBe('refuted');
  });

  it('refutes the isolation by one fault that spreads, and names it', () => {
    const found = evidence({ crash: [60, 0.1], slow: [0.1, 30] });
    expect(decide('msa.isolation', found)).toMatchObject({
      verdict: 'refuted',
      because: expect.stringContaining('slow dependency'),
    });
  });

  it('is mixed between the two thresholds, where no more rounds would help', () => {
    expect(decide('msa.isolation', evidence({ crash: [60, 3] }))).toMatchObject({
      verdict: 'mixed',
      open: false,
    });
  });

  it('does not count the outage of the broker as that of a service, and tells of it', () => {
    const given = evidence({ crash: [60, 0.1] });
    const outage = (id: string, median: number) => ({
      ...{ id: `broker-outage.${id}`, unit: '', better: 'lower' as const, comparisons: [] },
      arms: { microservices: { median, ci95: null, coverage: null, trials: 6 } },
    });
    const metrics = [...given.metrics, outage('bystanders-hit', 93), outage('recover', 2_000)];
    expect(decide('msa.isolation', { ...given, metrics })).toMatchObject({
      verdict: 'supported',
      because: expect.stringContaining(
        'an outage of the broker hits 93 % of these requests in its time, and for about 2 s after',
      ),
    });
  });

  it('tells what all requests need by all requests, and judges it neither', () => {
    const given = evidence({ crash: [60, 0.1] });
    const of = (id: string, median: number) => ({
      ...{ id, unit: '', better: 'lower' as const, comparisons: [] },
      arms: { microservices: { median, ci95: null, coverage: null, trials: 6 } },
    });
    const metrics = [
      ...given.metrics,
      ...[of('edge-crash.hit', 71), of('edge-crash.recover', 2_000)],
      ...[of('broker-outage.hit', 100), of('broker-outage.recover', 1_000)],
    ];
    const { verdict, because, metrics: judged } = decide('msa.isolation', { ...given, metrics }) ?? {};
    expect(verdict).toBe('supported');
    expect(because).toContain(
      'an outage of the broker hits 100 % of all requests in its time, and for at most a second after it is back; a crash of the gateway hits 71 % of all requests in its time, and for about 2 s after it.',
    );
    expect(judged).toEqual(['crash.bystanders-hit']);
  });

  it('tells what a second worker is worth, by the faults that all three have met', () => {
    const given = evidence({ crash: [60, 0.1], 'catalog-crash': [60, 0.1], slow: [0.1, 0.1] });
    const share = (median: number) => ({ median, ci95: null, coverage: null, trials: 6 });
    const metrics = given.metrics.map((metric) => ({
      ...metric,
      arms: {
        ...{ monolith: share(60), microservices: share(0.1) },
        ...(metric.id.startsWith('crash') && { 'monolith-x2': share(7) }),
      },
    }));
    const two = { name: 'monolith-x2', topology: 'monolith-x2' };
    const told = scenario.insights?.({ ...given, metrics, arms: [...arms, two] }) ?? [];
    expect(told.find(({ id }) => id === 'second-worker')).toMatchObject({
      text: { en: expect.stringMatching(/: crash 60 %, 7\.0 %, at most 0\.1 %\.$/) },
      metrics: ['crash.bystanders-hit'],
    });
    expect(scenario.insights?.({ ...given, metrics })).toEqual([]);
  });

  it('says what timeouts are worth where the run has arms without them', () => {
    const given = evidence({ slow: [0.1, 0.1] });
    const share = (median: number) => ({ median, ci95: null, coverage: null, trials: 6 });
    const metrics = given.metrics.map((metric) => ({
      ...metric,
      arms: { microservices: share(0.1), 'microservices-no-timeouts': share(18) },
    }));
    const patient = { name: 'microservices-no-timeouts', topology: 'microservices-no-timeouts' };
    const [told] = scenario.insights?.({ ...given, metrics, arms: [...arms, patient] }) ?? [];
    expect(told?.text.en).toContain('microservices at most 0.1 % → 18 %');
    expect(scenario.insights?.(given)).toEqual([]);
  });

  it('tells whom a long write transaction hits, where both deployments have met it', () => {
    const given = evidence({ 'hold-writer': [20, 0.1] });
    const share = (median: number) => ({ median, ci95: null, coverage: null, trials: 6 });
    const metrics = given.metrics.map((metric) => ({
      ...metric,
      arms: { monolith: share(20.4), microservices: share(0.1) },
    }));
    const [told] = scenario.insights?.({ ...given, metrics }) ?? [];
    expect(told?.text.en).toContain('monolith 20 %, microservices at most 0.1 %');
    expect(scenario.insights?.({ ...given, metrics, arms: arms.slice(0, 1) })).toEqual([]);
  });

  it('decides nothing without both arms', () => {
    const alone = { ...evidence({ crash: [60, 1] }), arms: arms.slice(0, 1) };
    for (const claim of scenario.claims) expect(claim.decide(alone).verdict).toBe('inconclusive');
  });

  it('has endpoints that need each faulty part, others that do not, and faults for every profile', () => {
    const ids = scenario.endpoints.map(({ id }) => id);
    for (const { needed } of settings.faults) {
      if (needed === 'by all') continue;
      expect(ids).toEqual(expect.arrayContaining([...needed]));
      expect(needed.length).toBeLessThan(ids.length);
    }
    expect(new Set(settings.faults.map(({ id }) => id)).size).toBe(settings.faults.length);
    for (const profile of ['smoke', 'quick', 'full'] as const)
      expect(settings.faults.some(({ profiles }) => profiles.includes(profile))).toBe(true);
  });
});
