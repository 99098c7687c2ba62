import { probeKind } from '@lab/lab/experiments/probe/kind';
import type { MetricRecord } from '@lab/lab/records/comparison';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { describe, expect, it } from 'vitest';
import { ANSWERED, OVER_KAFKA, OVER_RABBITMQ, QUEUED } from './arms.ts';
import type { Placed } from './desk.ts';
import { answersOf, decidedPerSecond, lostOf, requireOnTime } from './peak.ts';
import { atQuarters, valuesOf } from './probe.ts';
import scenario from './scenario.ts';
import { type Size, settings, TIMES } from './settings.ts';

type Verdict = MetricRecord['comparisons'][number]['verdict'];

/** Of each arm, the verdicts of what the client waits and of the share of a peak that is taken soon. */
function evidence(
  verdicts: Readonly<Record<string, readonly [wait: Verdict, soon: Verdict]>>,
  lost: Readonly<Record<string, number>> = {},
): Evidence {
  const topologies = [ANSWERED, ...Object.keys(verdicts)];
  const metric = (id: string, at: 0 | 1) => ({
    ...{ id, unit: 'ms', better: at === 0 ? 'lower' : 'higher', arms: {} },
    comparisons: Object.entries(verdicts).map(([arm, each]) => ({ arm, ratio: 0.5, verdict: each[at] })),
  });
  return {
    arms: topologies.map((topology) => ({ name: topology, topology })),
    baseline: ANSWERED,
    metrics: [metric('place-order.p50', 0), metric('peak.soon', 1)] as unknown as MetricRecord[],
    confidence: 0.98,
    values: (id, arm) => {
      const count = id === 'peak.lost' ? lost[arm] : undefined;
      return new Map<number, number>(count === undefined ? [] : [[1, count]]);
    },
    facts: [],
  };
}

const decide = (given: Evidence) => scenario.claims[0]?.decide(given);

describe('asynchronous messaging', () => {
  it('is a remedy when each broker spares the waiting and takes the peak', () => {
    expect(
      decide(evidence({ [OVER_RABBITMQ]: ['lower', 'higher'], [OVER_KAFKA]: ['lower', 'higher'] })),
    ).toMatchObject({
      verdict: 'supported',
      because:
        "RabbitMQ: the client waits 0.50×, a peak's orders taken within a second 0.50×. Kafka: the client waits 0.50×, a peak's orders taken within a second 0.50×. Accepted orders lost: 0.",
    });
  });

  it('is judged by the brokers that there are', () => {
    expect(decide(evidence({ [OVER_RABBITMQ]: ['lower', 'higher'] }))?.verdict).toBe('supported');
    expect(decide(evidence({}))?.verdict).toBe('inconclusive');
  });

  it.each([
    ['only one broker helps', ['lower', 'higher'], ['equivalent', 'lower'], 'mixed'],
    ['it helps in one of the two', ['lower', 'equivalent'], ['lower', 'equivalent'], 'mixed'],
    ['it helps in neither', ['higher', 'lower'], ['equivalent', 'equivalent'], 'refuted'],
    ['something is open', ['lower', 'higher'], ['inconclusive', 'higher'], 'inconclusive'],
  ] as const)('where %s', (_what, rabbitmq, kafka, verdict) => {
    expect(decide(evidence({ [OVER_RABBITMQ]: rabbitmq, [OVER_KAFKA]: kafka }))?.verdict).toBe(verdict);
  });

  it('is refuted by one accepted order that is lost', () => {
    const both = { [OVER_RABBITMQ]: ['lower', 'higher'], [OVER_KAFKA]: ['lower', 'higher'] } as const;
    expect(decide(evidence(both, { [OVER_KAFKA]: 1 }))).toMatchObject({ verdict: 'refuted', open: false });
  });

  it('is refuted by one that is lost in a trial that does not count', () => {
    const given = evidence({ [OVER_RABBITMQ]: ['lower', 'higher'], [OVER_KAFKA]: ['lower', 'higher'] });
    const detail = 'In 1 of 1 trial; trial 3: order o1 is still pending.';
    const check = { id: 'orders', arm: OVER_KAFKA, result: 'fail', detail } as const;
    expect(decide({ ...given, checks: [check] })).toMatchObject({
      ...{ verdict: 'refuted', open: false },
      because: expect.stringMatching(/Accepted orders lost: 0\. Orders over Kafka: In 1 of 1 trial; trial 3/),
    });
    for (const other of [
      { ...check, arm: ANSWERED },
      { ...check, id: 'money' },
      { ...check, result: 'unknown' },
    ])
      expect(decide({ ...given, checks: [other as typeof check] })?.verdict).toBe('supported');
  });
});

it.each([
  ['quick', 345],
  ['full', 28 * 60],
] as const)('four rounds of a %s run are planned for %i s at most', (id, most) => {
  const arms = scenario.arms[id].map((topology) => ({ name: topology, topology }));
  const { seconds } = probeKind.plan(settings, { profile: PROFILES[id], arms });
  expect(4 * seconds).toBeLessThanOrEqual(most);
});

it('both peaks of a full run last as long, so that they can be compared', () => {
  const { peakSeconds, struckSeconds } = (settings.own as Readonly<Record<'full', Size>>).full;
  expect(struckSeconds).toBe(peakSeconds);
});

describe('a peak', () => {
  const placed = (status: number, ms: number, id?: string): Placed => ({
    ...{ key: 'k', token: 't', dueAt: 1_000, startedAt: 1_000, endedAt: 1_000 + ms, status, id },
  });

  it.each([OVER_RABBITMQ, OVER_KAFKA, QUEUED])(
    'is below the bound of %s, up to 2,000 orders a second',
    (arm) => {
      const { peakSeconds } = (settings.own as Readonly<Record<'full', Size>>).full;
      for (const { env } of topologyOf(arm).processes)
        expect(Number(env?.ORDERS_BACKLOG)).toBeGreaterThanOrEqual(TIMES * 2_000 * peakSeconds);
    },
  );

  it('is answered soon, late, or not at all', () => {
    const orders = [
      placed(202, 10),
      placed(201, 1_000),
      placed(201, 1_001),
      placed(503, 5),
      placed(0, 9_000),
    ];
    expect(answersOf({ orders })).toEqual({ soon: 40, slow: 20, refused: 40 });
  });

  it('is not worked off faster by who refuses more of it', () => {
    const taken = [placed(202, 1), placed(201, 1)];
    const refused = [placed(503, 1), placed(0, 1)];
    expect(decidedPerSecond({ orders: [...taken, ...taken, ...taken], tookMs: 6_000 })).toBe(1);
    expect(decidedPerSecond({ orders: [...taken, ...refused, ...refused], tookMs: 2_000 })).toBe(1);
    expect(decidedPerSecond({ orders: taken, tookMs: undefined })).toBeUndefined();
  });

  it('took the seconds until all of it was worked off, and none where that was not in time', () => {
    const peak = { orders: [placed(202, 1)], waiting: [] };
    expect(valuesOf('peak', { ...peak, tookMs: 6_500 })['peak.took']).toBe(6.5);
    expect(valuesOf('peak', { ...peak, tookMs: undefined })).not.toHaveProperty('peak.took');
    expect(settings.measures.map(({ id }) => id)).toContain('peak.took');
  });

  it('has lost what it accepted and knows nothing final of', () => {
    const statuses: Readonly<Record<string, string>> = { a: 'confirmed', b: 'pending', c: 'rejected' };
    const orders = ['a', 'b', 'c', 'd'].map((id) => placed(202, 1, id));
    expect(lostOf(orders, (id) => statuses[id])).toBe(2);
    expect(lostOf([placed(503, 1), placed(201, 1, 'e')], () => undefined)).toBe(0);
  });

  it('does not count where more than one order in a hundred was sent late, for then the shop is not what was slow', () => {
    const sent = (late: number) =>
      Array.from({ length: 200 }, (_, index) => ({
        ...placed(202, 1),
        startedAt: index < late ? 1_101 : 1_100,
      }));
    requireOnTime({ orders: sent(2) }, false);
    expect(() => requireOnTime({ orders: sent(3) }, false)).toThrow('3 of 200 orders');
    requireOnTime({ orders: sent(200) }, true);
  });

  it('is watched at the same moments in every trial', () => {
    expect(
      atQuarters([
        [0.26, 3],
        [0.49, 5],
        [0.52, 7],
      ]),
    ).toEqual([
      [0.25, 3],
      [0.5, 7],
    ]);
  });
});
