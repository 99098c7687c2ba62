import { readFileSync } from 'node:fs';
import { probeKind } from '@lab/lab/experiments/probe/kind';
import type { ProbeSettings } from '@lab/lab/experiments/probe/settings';
import { comparisonFileSchema, type MetricRecord } from '@lab/lab/records/comparison';
import { PROFILE_IDS, PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { MONOLITH, ROLLED_MONOLITH, ROLLED_SERVICE, SERVICE } from './arms.ts';
import { feltIn } from './felt.ts';
import { afterNext, tellOf } from './probe.ts';
import scenario from './scenario.ts';

/** By round, or the same in each of three. */
type Counted = number | readonly number[];

/** What a stage did in each round: of 200 requests in ten seconds, half of which need the payments. */
interface Hit {
  readonly failed?: Counted;
  readonly bystanders?: Counted;
}

/** @param hits by arm and stage */
function evidence(
  hits: Readonly<Record<string, Readonly<Record<string, Hit>>>>,
  more: Partial<Evidence> = {},
): Evidence {
  return {
    arms: Object.keys(hits).map((topology) => ({ name: topology, topology })),
    baseline: ROLLED_MONOLITH,
    metrics: ['next.took', 'fails-later.bad'].map((id) => ({
      ...{ id, comparisons: [] },
      arms: Object.fromEntries(Object.keys(hits).map((arm) => [arm, { median: 4_200 }])),
    })) as unknown as MetricRecord[],
    confidence: 0.98,
    values(id, arm) {
      const [stage = '', what = ''] = id.split('.');
      const hit = hits[arm]?.[stage];
      if (!hit) return new Map();
      const { failed = 0, bystanders = 0 } = hit;
      const known: Record<string, Counted> = {
        failed,
        bystanders,
        slow: 0,
        asked: 200,
        'bystanders-asked': 100,
      };
      const found = known[what];
      if (found === undefined) return new Map();
      const byRound = typeof found === 'number' ? [found, found, found] : found;
      return new Map(byRound.map((value, index) => [index + 1, value]));
    },
    facts: [],
    ...more,
  };
}

const [claim] = scenario.claims;
const decide = (given: Evidence) => {
  if (!claim) throw new Error('it has a claim');
  return claim.decide(given);
};
const NONE = {};
const both = (service: Hit, monolith: Hit, more: Partial<Evidence> = {}) =>
  decide(evidence({ [ROLLED_SERVICE]: { next: service }, [ROLLED_MONOLITH]: { next: monolith } }, more));

describe('msa.independent-deploy', () => {
  it('is mixed where neither update is felt, and says how many requests could have been hit unseen', () => {
    expect(both(NONE, NONE)).toMatchObject({
      verdict: 'mixed',
      open: false,
      because:
        'The service, one instance after the other: 0 of 600 requests hit in 3 updates, at most as many as arrive in 0.08 s for each. Of these, requests that do not need it: 0 of 300 requests hit in 3 updates, at most as many as arrive in 0.15 s for each. The monolith, one worker after the other: 0 of 600 requests hit in 3 updates, at most as many as arrive in 0.08 s for each.',
    });
  });

  it.each([
    ['supported', 'that of the monolith alone is felt', NONE, { failed: 30 }],
    ['refuted', 'that of the service alone is felt', { failed: 30 }, NONE],
    ['refuted', 'the rest feels it', { failed: 30, bystanders: 20 }, { failed: 30, bystanders: 20 }],
    ['mixed', 'both are felt, and not by the rest', { failed: 30 }, { failed: 30 }],
    ['inconclusive', 'one update was felt and two were not', { failed: [40, 0, 0] }, NONE],
    ['inconclusive', 'one of the rest was felt', { failed: 30, bystanders: [20, 0, 0] }, { failed: 30 }],
  ] as const)('is %s where %s', (verdict, _, service, monolith) => {
    expect(both(service, monolith)).toMatchObject({ verdict, open: verdict === 'inconclusive' });
  });

  it('is open before the first look, and closed where an arm is missing', () => {
    expect(both(NONE, NONE, { confidence: null })).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(decide(evidence({ [ROLLED_SERVICE]: { next: NONE } }))).toMatchObject({
      ...{ verdict: 'inconclusive', open: false },
    });
    expect(decide(evidence({ [SERVICE]: { next: NONE }, [MONOLITH]: { next: NONE } })).verdict).toBe(
      'inconclusive',
    );
  });

  it('is refuted by wrong books, whatever customers saw, and not by those of another arm or of a bad version', () => {
    const money = { id: 'money', result: 'fail', detail: 'a cent is missing' } as const;
    const failed = (arm: string, checks = afterNext([money])): Partial<Evidence> => ({
      checks: checks.map((check) => ({ ...check, arm })),
    });
    expect(both(NONE, NONE, failed(ROLLED_SERVICE))).toMatchObject({
      verdict: 'refuted',
      because: expect.stringContaining('Checks that failed afterwards: money.'),
    });
    expect(both(NONE, NONE, failed(MONOLITH)).verdict).toBe('mixed');
    const unready = { ...money, id: 'unready' };
    expect(both(NONE, NONE, failed(ROLLED_SERVICE, [money, unready])).verdict).toBe('mixed');
  });

  it('tells what other ways cost', () => {
    const ways = evidence({
      [SERVICE]: { next: { failed: 12 } },
      [ROLLED_SERVICE]: { next: NONE, 'at-once': { failed: 40, bystanders: 1 } },
    });
    expect(claim?.turn.measured(ways)?.en).toMatch(
      /^One instance of the service, stopped and started: 36 of 600 .* payments: 0\. Two instances, and a version that does not fit its callers, at once: 120 of 600 .* payments: 3\.$/,
    );
  });
});

describe('what is felt', () => {
  const felt = (failed: Counted) =>
    feltIn(evidence({ [SERVICE]: { next: { failed } } }), SERVICE, 'next', 'all');

  it('of none seen in 600 is what a binomial says: ln(0.01) / 600, of ten seconds', () => {
    expect(felt(0)?.boundS).toBeCloseTo((10 * -Math.log(0.01)) / 600, 2);
    expect(felt(0)?.known).toBe('not');
  });

  it('is of each round: hits of one update come together', () => {
    // As many arrive in a quarter second at 20 a second: five.
    expect([1, 4, 5, 6, 20].map((failed) => felt(failed)?.known)).toEqual([
      ...['not', 'not', 'open', 'felt', 'felt'],
    ]);
    // A bound over all 600 would call the first one felt, and the second one not.
    expect(felt([40, 0, 0])?.known).toBe('open');
    expect(felt([0, 0, 6])?.known).toBe('open');
    expect(felt([40, 6, 7])).toMatchObject({ known: 'felt', hits: 53, leastS: 0.3, mostS: 2 });
    expect(felt([4, 0, 3])).toMatchObject({ known: 'not', leastS: 0, mostS: 0.2, boundS: undefined });
  });

  it('says which update hit fewest and most', () => {
    const because = both({ failed: [4, 0, 3] }, NONE).because;
    expect(because).toContain(
      '7 of 600 requests hit in 3 updates, as many as arrive in 0.00 to 0.20 s for each.',
    );
    expect(feltIn(evidence({}), SERVICE, 'next', 'all')).toBeUndefined();
  });
});

describe('what is told of a stage', () => {
  const sent = (at: number, ok = true) => ({
    ...{ endpoint: 'place-order', dueAt: at, startedAt: at, endedAt: at + 10, ok },
  });
  const done = { from: 1_000, to: 5_000 };
  const update = { replaced: [], refused: undefined };
  const besides = { seen: [], notConfirmed: 0 };

  it('of a version that fails: from the first request that it hits until it is noticed, and until it is taken back', () => {
    const result = { update, noticedAt: 2_510, backAt: 4_510 };
    const told = tellOf(
      'monolith',
      { id: 'fails-later', way: 'parts', moves: [] },
      { ...done, result, sent: [sent(500, false), sent(1_500), sent(2_000, false), sent(3_000, false)] },
      besides,
    );
    expect(told.values).toMatchObject({
      ...{ 'fails-later.failed': 2, 'fails-later.noticed': 510, 'fails-later.bad': 2_510 },
    });
  });

  it('of one whose orders wait in vain: it hits them from when they are sent, and those that are rejected at last are lost', () => {
    const late = { ...sent(1_600), endedAt: 6_600 };
    const result = { update, noticedAt: 6_700, backAt: 8_000 };
    const told = tellOf(
      'microservices',
      { id: 'fails-later', way: 'beside', moves: [] },
      { ...done, result, sent: [sent(500, false), late, sent(2_000, false)] },
      { seen: [], notConfirmed: 2 },
    );
    expect(told.values).toMatchObject({
      ...{ 'fails-later.slow': 1, 'fails-later.noticed': 5_100, 'fails-later.orders-lost': 3 },
    });
  });

  it.each([
    ['never ready', [], 'gave up', 'pass'],
    ['put into service', [{ at: 1, version: 'unready' }], undefined, 'fail'],
    ['refused, and answers all the same', [{ at: 1, version: 'unready' }], 'gave up', 'fail'],
  ] as const)('of a version that is %s', (_, seen, refused, result) => {
    const stage = { id: 'unready', way: 'beside', moves: [] } as const;
    const staged = { ...done, sent: [], result: { update: { replaced: [], refused } } };
    const { values, checks } = tellOf('monolith', stage, staged, { ...besides, seen });
    expect(values['unready.served']).toBe(seen.length);
    expect(checks).toMatchObject([{ id: 'unready', result }]);
  });
});

describe('the plan', () => {
  const settings = scenario.experiment.settings as ProbeSettings;

  it.each(PROFILE_IDS)('has time for the first look of %s', (profile) => {
    const arms = scenario.arms[profile].map((topology) => ({ name: topology, topology }));
    const { seconds } = probeKind.plan(settings, { profile: PROFILES[profile], arms });
    const minutes = (PROFILES[profile].looks[0] * seconds) / 60;
    expect(minutes).toBeLessThanOrEqual(PROFILES[profile].minutes);
  });

  it('compares what participants predict', () => {
    for (const { metric, topology } of scenario.keyRatios ?? []) {
      const measure = settings.measures.find(({ id }) => id === metric);
      expect(scenario.arms.quick, metric).toContain(measure?.against?.[topology]);
    }
  });

  it('asks for ratios that a run can compare: the reference run has each', () => {
    const path = new URL('../../results/reference/deployment/comparison.json', import.meta.url);
    const { metrics } = comparisonFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    for (const { metric, topology } of scenario.keyRatios ?? []) {
      const { comparisons = [] } = metrics.find(({ id }) => id === metric) ?? {};
      expect(
        comparisons.map(({ arm }) => arm),
        metric,
      ).toContain(topology);
    }
  });

  it('is valid, and declares a measure once', () => {
    expect(probeKind.settings.parse(settings)).toEqual(settings);
    const ids = settings.measures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
