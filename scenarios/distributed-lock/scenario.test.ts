import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { CONSUL, NONE, REDIS, REDIS_FENCED, ROW, UPDATE, ZOOKEEPER } from './arms.ts';
import { jainIndex, quantile } from './fairness.ts';
import { checksOf } from './probe.ts';
import { rushFor } from './sales.ts';
import scenario from './scenario.ts';
import { mistakeIn, oversoldIn } from './stock.ts';
import { type Floor, Till } from './till.ts';

const ROUNDS = 3;

/** Units that an arm promised too many in a round: in normal operation, with a holder that stands still, with a server restarted or cut off. */
type Oversold = readonly [normal: number, paused: number, restarted?: number, cut?: number];

function evidence(oversold: Readonly<Record<string, Oversold>>, confidence: number | null = 0.98): Evidence {
  const arms = Object.keys(oversold).map((topology) => ({ name: topology, topology }));
  const at = { oversold: 0, 'paused.oversold': 1, 'restarted.oversold': 2, 'cut.oversold': 3 } as const;
  const values = (id: string, arm: string) => {
    const units = oversold[arm]?.[at[id as keyof typeof at]];
    return new Map(
      units === undefined ? [] : Array.from({ length: ROUNDS }, (_, round) => [round + 1, units] as const),
    );
  };
  return { arms, baseline: ROW, metrics: [], confidence, facts: [], values };
}

const [claim] = scenario.claims;
const decide = (given: Evidence) => claim?.decide(given);
const usual: Readonly<Record<string, Oversold>> = {
  [ROW]: [0, 0],
  [NONE]: [9, 1],
  [REDIS]: [0, 1, 1],
  [REDIS_FENCED]: [0, 0, 0],
};

describe('a distributed lock keeps data consistent', () => {
  it('in normal operation, but not where a holder outlives its lease: mixed', () => {
    expect(decide(evidence(usual))).toMatchObject({
      verdict: 'mixed',
      open: false,
      because:
        "Units promised twice or to nobody, over all rounds. Without a guard: 27. Locks in normal operation: Redis 0, Redis + fencing 0. Locks with a holder that stands still: Redis 3, Redis + fencing 0. Locks with a restarted server: Redis 3, Redis + fencing 0. The database's transaction, which decides nothing here: 0, and 0 with a holder that stands still.",
    });
  });

  it('has what the database does by itself beside it, which decides nothing', () => {
    const ruling = decide(evidence({ ...usual, [UPDATE]: [0, 1] }));
    expect(ruling?.verdict).toBe('mixed');
    expect(ruling?.because).toMatch(
      / One conditional UPDATE, which decides nothing here: 0, and 3 with a holder that stands still\.$/,
    );
  });

  it('is mixed, too, where only the restart of a server breaks one', () => {
    expect(decide(evidence({ ...usual, [REDIS]: [0, 0, 1] }))?.verdict).toBe('mixed');
  });

  it('is mixed, too, where one breaks only when its server is cut off', () => {
    const ruling = decide(evidence({ ...usual, [REDIS]: [0, 0, 0, 1], [REDIS_FENCED]: [0, 0, 0, 0] }));
    expect(ruling?.verdict).toBe('mixed');
    expect(ruling?.because).toContain('Locks with a server that was cut off: Redis 3, Redis + fencing 0.');
  });

  it('is supported where no lock oversells anywhere', () => {
    const fenced: typeof usual = { [NONE]: [9, 1], [REDIS_FENCED]: [0, 0, 0] };
    expect(decide(evidence(fenced))).toMatchObject({ verdict: 'supported', open: false });
  });

  it('is refuted where fencing does not help either', () => {
    for (const fenced of [
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0, 1],
    ] as const)
      expect(decide(evidence({ ...usual, [REDIS_FENCED]: fenced }))).toMatchObject({ verdict: 'refuted' });
  });

  it('may be supported by the arms of each profile that decides, if all of them do their best', () => {
    for (const profile of ['quick', 'full'] as const) {
      const best = scenario.arms[profile]?.map((arm) => [arm, arm === NONE ? [9, 1] : [0, 0, 0, 0]]);
      expect(decide(evidence(Object.fromEntries(best ?? [])))).toMatchObject({ verdict: 'supported' });
    }
  });

  it('is refuted by one lock that oversells in normal operation, whatever the others do', () => {
    const broken: typeof usual = { ...usual, [ZOOKEEPER]: [1, 0, 0], [CONSUL]: [0, 0, 0] };
    expect(decide(evidence(broken))).toMatchObject({ verdict: 'refuted', open: false });
  });

  it('is open where the sale without a guard tests nothing, and below the first look', () => {
    expect(decide(evidence({ ...usual, [NONE]: [0, 0] }))).toMatchObject({
      verdict: 'inconclusive',
      open: true,
    });
    expect(decide(evidence(usual, null))).toMatchObject({ verdict: 'inconclusive', open: true });
  });

  it('is not decided without a lock, or without the arm that has no guard', () => {
    expect(decide(evidence({ [ROW]: [0, 0], [NONE]: [9, 1] }))).toMatchObject({
      verdict: 'inconclusive',
      open: false,
      because: 'This run has no arm with a distributed lock.',
    });
    expect(decide(evidence({ [ROW]: [0, 0], [REDIS]: [0, 1, 1] }))).toMatchObject({
      verdict: 'inconclusive',
      open: false,
    });
  });

  it('is turned by fencing, where a run has a lock with and without it', () => {
    expect(claim?.turn.measured(evidence(usual))?.en).toMatch(/: Redis 3 → 0\.$/);
    expect(claim?.turn.measured(evidence({ [REDIS]: [0, 1, 1] }))).toBeUndefined();
  });
});

describe('a sale', () => {
  it('adds up where each unit is left or sold', () => {
    expect(mistakeIn({ units: 4, confirmed: 4, available: 0 })).toBeUndefined();
    expect(mistakeIn({ units: 4, confirmed: 1, available: 3 })).toBeUndefined();
    expect(oversoldIn({ units: 4, confirmed: 1, available: 3 })).toBe(0);
  });

  it('does not where a unit is promised twice, to two orders or to nobody', () => {
    const twice = { units: 4, confirmed: 6, available: -2 };
    expect(oversoldIn(twice)).toBe(2);
    expect(mistakeIn(twice)?.en).toBe('2 of 4 units are promised twice, or to nobody');
    // Of an order that was rejected meanwhile.
    expect(oversoldIn({ units: 2, confirmed: 2, available: -1 })).toBe(1);
    expect(oversoldIn({ units: 2, confirmed: 0, available: 1 })).toBe(1);
    // Sold, and not taken from the shelf.
    expect(mistakeIn({ units: 4, confirmed: 2, available: 4 })?.en).toBe('2 of 4 units are sold, and 4 left');
  });

  const right = { units: 4, confirmed: 4, available: 0 };
  const wrong = { units: 4, confirmed: 5, available: -1 };
  const stood = (sold: typeof right) => ({ sold, others: [] });
  const outage = (sold: typeof right) => ({ ...stood(sold), waitMs: 1 });

  it('fails the check of an arm that promises it, and of no other', () => {
    const result = (topology: string, ...sales: [typeof right, typeof right, typeof right]) => {
      const [normal, paused, restarted] = sales;
      return checksOf(topology, [normal], stood(paused), outage(restarted)).map((check) => check.result);
    };
    expect(result(NONE, wrong, wrong, wrong)).toEqual([]);
    expect(result(ROW, right, right, right)).toEqual(['pass']);
    expect(result(ROW, right, wrong, right)).toEqual(['fail']);
    expect(result(UPDATE, right, wrong, right)).toEqual(['fail']);
    expect(result(REDIS, right, wrong, wrong)).toEqual(['pass']);
    expect(result(REDIS, wrong, right, right)).toEqual(['fail']);
    expect(result(REDIS_FENCED, right, right, wrong)).toEqual(['fail']);
  });
});

describe('a buyer in a rush', () => {
  /** A shop that answers orders one after the other: with a status, so many ms after the first one was sent. */
  async function rushOf(...answers: readonly (readonly [status: number, atMs: number])[]) {
    const orders = [...answers];
    let now = 0;
    const ask: Floor['ask'] = async ({ path }) => {
      if (path !== '/orders')
        return { status: path === '/sessions' ? 201 : 200, body: '{"token":"t"}', ...at(0) };
      const [status, atMs] = orders.shift() ?? [500, 0];
      now = atMs;
      return { status, body: '{}', ...at(atMs) };
    };
    const at = (endedAt: number) => ({ outcome: 'ok' as const, startedAt: 0, endedAt });
    const signal = new AbortController().signal;
    const floor = { ask, signal, now: () => now } as Partial<Floor> as Floor;
    const till = await Till.open(floor, { tokens: ['t'], skus: ['A'] });
    return rushFor(till, () => now, { buyers: 1, seconds: 4 });
  }

  it('waits until he knows, also where the first answer does not tell', async () => {
    expect(await rushOf([202, 1_000], [201, 4_000])).toMatchObject({ waits: [4_000], byBuyer: [1] });
  });

  it('has got nothing of an order that was refused', async () => {
    expect(await rushOf([409, 1_000], [201, 4_000])).toMatchObject({ waits: [4_000], byBuyer: [1] });
  });
});

describe('fairness', () => {
  it('is 1 where all wait equally long, and falls to the share of those who wait', () => {
    expect(jainIndex([5, 5, 5, 5])).toBe(1);
    expect(jainIndex([8, 0, 0, 0])).toBe(0.25);
    // Jain, Chiu and Hawe: 1 / (1 + variation²). Of 1, 2, 3 the variation is √(2/3) / 2.
    expect(jainIndex([1, 2, 3])).toBeCloseTo(1 / (1 + 2 / 3 / 4), 12);
    expect(jainIndex([])).toBeUndefined();
    expect(jainIndex([0, 0])).toBeUndefined();
  });

  it('has quantiles by nearest rank', () => {
    const values = [4, 1, 3, 2];
    expect([0.5, 0.95, 0.25].map((share) => quantile(values, share))).toEqual([2, 4, 1]);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});

it('tells what a lease gives, what a lock costs, and what an outage of its server stops', () => {
  const of = (medians: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(medians).map(([arm, median]) => [
        arm,
        { median, ci95: null, coverage: null, trials: 3 },
      ]),
    );
  const metric = (id: string, medians: Readonly<Record<string, number>>) => ({
    ...{ id, unit: '', better: 'lower' as const, comparisons: [] },
    arms: of(medians),
  });
  const metrics = [
    metric('rush.throughput', { [ROW]: 61, [UPDATE]: 63, [REDIS]: 54 }),
    metric('paused.handover', { [UPDATE]: 40, [REDIS]: 2_100 }),
    metric('paused.oversold', { [UPDATE]: 0, [REDIS]: 1 }),
    metric('restarted.wait', { [REDIS]: 1_300 }),
  ];
  const found = scenario.insights?.({ ...evidence({ ...usual, [UPDATE]: [0, 0] }), metrics }) ?? [];
  expect(found.map(({ id }) => id)).toEqual(['lease', 'limits', 'price', 'server']);
  expect(found[0]?.text.en).toContain('Redis 2.1 s');
  expect(found[0]?.text.en).toContain('nobody is served until the holder goes on');
  expect(found[0]?.text.en).toContain('With one conditional UPDATE the next buyer is served after 0.0 s');
  for (const source of ['Kleppmann', 'Jepsen', 'UPDATE']) {
    expect(found[1]?.text.en).toContain(source);
    expect(found[1]?.text.ko).toContain(source);
  }
  expect(found[2]?.text.en).toContain(
    "61 with the database's transaction, 63 with one conditional UPDATE; Redis 54",
  );
  expect(scenario.insights?.(evidence(usual))).toEqual([]);
});
