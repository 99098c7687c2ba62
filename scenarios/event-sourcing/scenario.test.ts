import { probeKind } from '@lab/lab/experiments/probe/kind';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { compareArms } from '@lab/lab/stats/compare-arms';
import { confidenceAt } from '@lab/lab/stats/looks';
import { describe, expect, it } from 'vitest';
import { spreadRatios } from '../shop/spread-ratios.ts';
import { growthOf } from './rule.ts';
import scenario from './scenario.ts';
import { PRICES, settings } from './settings.ts';

const ON_EVENTS = ['monolith+store=events', 'microservices+store=events'];
const arms = scenario.arms.full.map((name) => ({ name, topology: name }));

type Compared = 'higher' | 'small' | 'equivalent' | 'inconclusive';

interface Made {
  /** Of each arm on events, by round. */
  readonly mistakes?: readonly number[];
  readonly growths?: readonly number[];
  readonly prices?: Compared;
  readonly confidence?: number | null;
}

/** Four rounds of all arms. */
function evidence({
  mistakes = [0, 0, 0, 0],
  growths = [1.02, 0.97, 1.05, 1.01],
  prices = 'small',
  confidence = 0.98,
}: Made = {}): Evidence {
  const byRound = (values: readonly number[]) => new Map(values.map((value, index) => [index + 1, value]));
  const values: Readonly<Record<string, readonly number[]>> = {
    'replay-mistakes': mistakes,
    'snapshot-growth': growths,
    'replay-growth': [16, 17, 16, 15],
  };
  const figure = { median: 2, ci95: null, coverage: null, trials: 4 };
  const comparison = (arm: string) => ({
    arm,
    ratio: 1.1,
    ci95: null,
    delta: 0.25,
    verdict: prices,
    pairs: 4,
    coverage: null,
    difference: { value: 0, ci95: null },
    crossCheck: null,
    roundsToSettle: null,
  });
  return {
    arms,
    baseline: 'monolith',
    confidence,
    facts: undefined,
    values: (id, arm) => byRound(ON_EVENTS.includes(arm) ? (values[id] ?? []) : []),
    metrics: [...Object.keys(PRICES), 'replay-time', 'snapshot-time', 'replay-rate', 'replay-memory'].map(
      (id) => ({
        id,
        unit: 'ms',
        better: 'lower',
        arms: Object.fromEntries(arms.map(({ name }) => [name, figure])),
        comparisons: id in PRICES ? ON_EVENTS.map(comparison) : [],
      }),
    ),
  };
}

const [claim] = scenario.claims;
const verdictOf = (made: Made) => claim?.decide(evidence(made)).verdict;

describe('the claim about event sourcing', () => {
  it('is supported when replays are right, snapshots bound them, and prices are small', () => {
    expect(verdictOf({})).toBe('supported');
    expect(verdictOf({ prices: 'equivalent' })).toBe('supported');
  });

  it('is refuted by a single replay that is wrong, whatever else was found', () => {
    for (const prices of ['small', 'higher', 'inconclusive'] as const)
      expect(verdictOf({ mistakes: [0, 0, 1, 0], prices, confidence: null })).toBe('refuted');
  });

  it('is mixed when a price is high, or when a rebuild from snapshots grows with the history', () => {
    expect(verdictOf({ prices: 'higher' })).toBe('mixed');
    expect(verdictOf({ growths: [5, 5.2, 4.9, 5.1] })).toBe('mixed');
  });

  it('is open while more rounds could tell, and says so', () => {
    for (const made of [
      { prices: 'inconclusive' as const },
      { growths: [1, 3, 1.2, 2.6] },
      { confidence: null },
    ])
      expect(claim?.decide(evidence(made))).toMatchObject({ verdict: 'inconclusive', open: true });
  });

  it('cannot be decided by a run without replays, nor be decided by more rounds of it', () => {
    expect(claim?.decide(evidence({ mistakes: [] }))).toMatchObject({ verdict: 'inconclusive', open: false });
  });

  it('tells in both languages what it rests on', () => {
    const ruling = claim?.decide(evidence());
    expect(ruling?.because).toContain('the longest history takes 1.01, 1.01 times as long');
    expect(ruling?.becauseInKorean).toContain('1.01, 1.01배');
    expect(claim?.turn.measured(evidence())?.en).toContain('monolith+store=events 16.0× (2.00 s; 2.00 s)');
    expect(scenario.insights?.(evidence())[0]?.text.en).toContain('monolith+store=events 2/s, 2 MB');
  });
});

it('a growth is bounded, or not, as soon as its interval says so', () => {
  const [arm] = arms.filter(({ name }) => name === ON_EVENTS[0]);
  if (!arm) throw new Error('no such arm');
  const bounded = (growths: readonly number[]) =>
    growthOf(evidence({ growths }), 'snapshot-growth', arm)?.bounded;
  expect(bounded([1.9, 1.91, 1.89, 1.9])).toBe('yes');
  expect(bounded([2.1, 2.11, 2.12, 2.1])).toBe('no');
  expect(bounded([1.9, 2.1, 1.8, 2.2])).toBe('open');
  expect(bounded([])).toBeUndefined();
});

describe('a run', () => {
  const looksOf = (profile: 'quick' | 'full') => scenario.looks?.[profile] ?? PROFILES[profile].looks;

  /** What becomes of a price at a look. The limit is a quarter. */
  const priced = (ratio: number, spread: number, looks: readonly number[], look: number) => {
    const [events, tables] = [spreadRatios(look, ratio, spread), spreadRatios(look, 1, 0)];
    return compareArms('events', events, tables, { delta: 0.25 }, confidenceAt(looks, look))?.verdict;
  };

  it.each(['quick', 'full'] as const)('of %s has time for all its rounds', (profile) => {
    const { seconds } = probeKind.plan(settings, {
      profile: PROFILES[profile],
      arms: scenario.arms[profile].map((topology) => ({ name: topology, topology })),
    });
    expect((looksOf(profile)[0] * seconds) / 60).toBeLessThanOrEqual(PROFILES[profile].minutes);
  });

  it('settles the price that was seen, either way, as soon as its rounds spread no more than is expected', () => {
    const [rounds] = looksOf('quick');
    expect(priced(1.1, 0.06, looksOf('quick'), rounds)).toBe('small');
    expect(priced(1.02, 0.06, looksOf('quick'), rounds)).toBe('equivalent');
    expect(priced(1.4, 0.06, looksOf('quick'), rounds)).toBe('higher');
    // Nearer to the limit it stays open, as it must.
    expect(priced(1.22, 0.06, looksOf('quick'), rounds)).toBe('inconclusive');
    expect(priced(1.3, 0.06, looksOf('quick'), rounds)).toBe('inconclusive');
  });

  it('settled nothing when it looked earlier, and when turns were longer', () => {
    expect(priced(1.1, 0.06, [3, 4, 6], 4)).toBe('inconclusive');
    expect(priced(1.1, 0.107, [3, 4, 6], 6)).toBe('inconclusive');
    expect(priced(1.06, 0.23, [4, 6, 10], 6)).toBe('inconclusive');
  });
});

it('compares each deployment that keeps events with itself on tables', () => {
  for (const { id, against } of settings.measures)
    expect(against).toEqual(
      id in PRICES
        ? { 'monolith+store=events': 'monolith', 'microservices+store=events': 'microservices' }
        : undefined,
    );
});
