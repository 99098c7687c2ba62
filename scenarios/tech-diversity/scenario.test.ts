import type { MetricRecord } from '@lab/lab/records/comparison';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { AS_IT_IS, GO, MONOLITH, PYTHON, SERVICES, THREADS, WASM } from './arms.ts';
import scenario from './scenario.ts';

type Verdict = MetricRecord['comparisons'][number]['verdict'];

/** What an arm takes, as a multiple of what it is compared with, and whether that is settled. */
interface Found {
  readonly ratio: number;
  readonly verdict: Verdict;
  readonly ci95?: readonly [number, number];
  readonly delta?: number;
}

const [LESS, MUCH_LESS, SAME, MORE, OPEN, LESS_OR_SAME, SAME_OR_MORE]: readonly Found[] = [
  { ratio: 0.6, verdict: 'lower' },
  { ratio: 0.3, verdict: 'lower' },
  { ratio: 1, verdict: 'equivalent' },
  { ratio: 9, verdict: 'higher' },
  { ratio: 0.9, verdict: 'inconclusive' },
  { ratio: 0.7, verdict: 'inconclusive', ci95: [0.5, 1.1], delta: 0.1 },
  { ratio: 1.1, verdict: 'inconclusive', ci95: [0.95, 1.2], delta: 0.1 },
] as const;

type Findings = Readonly<Record<string, Found | undefined>>;
const both = (cpu: Found | undefined, time = cpu): Findings => ({ 'heavy.cpu': cpu, 'heavy.time': time });

/** What varies from round to round, as a factor: little, and in all arms alike. */
const ROUNDS = [0.99, 1, 1.01];

/**
 * @param found by arm, what its metrics come to
 * @param more requests of each round while an arm was swapped, how many of them failed, and of which arms a check failed or is not known
 */
function evidence(
  found: Readonly<Record<string, Findings>>,
  more: {
    readonly sent?: number;
    readonly failed?: number;
    readonly wrong?: readonly string[];
    readonly unread?: readonly string[];
    /** What arms take that others are compared with, ms. */
    readonly ms?: Readonly<Record<string, number>>;
  } = {},
): Evidence {
  const ids = [...new Set(Object.values(found).flatMap((each) => Object.keys(each)))];
  const { sent = 150, failed = 0, wrong = [], unread = [], ms = {} } = more;
  const constant: Readonly<Record<string, number>> = { 'swap.sent': sent, 'swap.failed': failed };
  const medianOf = (id: string, arm: string): number =>
    constant[id] ?? (ms[arm] ?? ms[AS_IT_IS[arm] ?? ''] ?? 7) * (found[arm]?.[id]?.ratio ?? 1);
  return {
    arms: Object.keys(found).map((topology) => ({ name: topology, topology })),
    baseline: SERVICES,
    metrics: ids.map((id) => ({
      ...{ id, arms: {} },
      comparisons: Object.entries(found).flatMap(([arm, each]) => (each[id] ? [{ arm, ...each[id] }] : [])),
    })) as unknown as MetricRecord[],
    confidence: 0.98,
    values: (id, arm) =>
      new Map(
        ROUNDS.map((factor, index): [number, number] => [
          index + 1,
          medianOf(id, arm) * (id in constant ? 1 : factor),
        ]),
      ),
    facts: [],
    checks: [
      ...wrong.map((arm) => ({ id: 'swapped', arm, result: 'fail' as const, detail: '' })),
      ...unread.map((arm) => ({ id: 'same-answers', arm, result: 'unknown' as const, detail: '' })),
    ],
  };
}

const claim = (id: string) => {
  const found = scenario.claims.find((each) => each.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
};

describe('msa.tech-diversity', () => {
  const decide = (given: Evidence) => claim('msa.tech-diversity').decide(given);

  it.each([
    ['supported', both(LESS), undefined],
    ['supported', both(LESS, SAME), undefined],
    ['supported', both(LESS), both(SAME, LESS)],
    ['refuted', both(SAME), undefined],
    ['refuted', both(LESS, MORE), both(MORE)],
    ['mixed', both(LESS), both(MORE)],
    ['inconclusive', both(OPEN), undefined],
    ['inconclusive', both(LESS, OPEN), both(MORE)],
    ['mixed', both(LESS, LESS_OR_SAME), both(MORE)],
    ['inconclusive', both(LESS, SAME_OR_MORE), both(MORE)],
    ['inconclusive', both(LESS_OR_SAME), both(MORE)],
  ] as const)('is %s where Go is %o and Python %o', (verdict, go, python) => {
    const arms = { [SERVICES]: {}, [GO]: go, ...(python && { [PYTHON]: python }) };
    expect(decide(evidence(arms))).toMatchObject({ verdict, open: verdict === 'inconclusive' });
  });

  it('says the ratios, and what became of the requests', () => {
    expect(decide(evidence({ [SERVICES]: {}, [GO]: both(LESS, MUCH_LESS) })).because).toBe(
      'Go: CPU time 0.60×, time 0.30×; during replacements 0 of 450 recommendations failed.',
    );
  });

  it('is refuted by a request that fails, by another answer, and by wrong books, whatever is gained', () => {
    const arms = { [SERVICES]: {}, [GO]: both(LESS) };
    expect(decide(evidence(arms, { failed: 1 })).verdict).toBe('refuted');
    const wrong = decide(evidence(arms, { wrong: [GO] }));
    expect(wrong.verdict).toBe('refuted');
    expect(wrong.because).toContain('a check of the swap failed');
    expect(decide(evidence(arms, { wrong: [SERVICES] })).verdict).toBe('supported');
    const divided = { ...arms, [PYTHON]: both(LESS) };
    expect(decide(evidence(divided, { wrong: [PYTHON] })).verdict).toBe('mixed');
  });

  it('is not decided by a swap whose answers or books could not be read, and refuted where one failed besides', () => {
    const arms = { [SERVICES]: {}, [GO]: both(LESS) };
    const unread = evidence(arms, { unread: [GO] });
    expect(decide(unread)).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(decide(evidence(arms, { unread: [GO], wrong: [GO] })).verdict).toBe('refuted');
  });

  it('is open while so few requests came that too many could fail, and closed where nothing is compared', () => {
    const arms = { [SERVICES]: {}, [GO]: both(LESS) };
    expect(decide(evidence(arms, { sent: 19 }))).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(decide(evidence(arms, { sent: 0 }))).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(decide(evidence({ [SERVICES]: {} }))).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(decide(evidence({ [SERVICES]: {}, [GO]: {} }))).toMatchObject({
      ...{ verdict: 'inconclusive', open: false },
    });
  });

  it('tells what becomes of it at a light weight', () => {
    const light = evidence({ [SERVICES]: {}, [GO]: { 'light.cpu': SAME, 'light.time': LESS } });
    expect(claim('msa.tech-diversity').turn.measured(light)?.en).toBe(
      'With one recommendation on a page. Go: CPU time 1.00×, time 0.60×.',
    );
  });
});

describe('mono.lock-in', () => {
  const decide = (given: Evidence) => claim('mono.lock-in').decide(given);
  const arms = (go: Findings, ways: Readonly<Record<string, Findings>>) =>
    evidence({ [SERVICES]: {}, [GO]: go, [MONOLITH]: {}, ...ways });

  it.each([
    ['refuted', both(LESS), both(LESS)],
    ['refuted', both(LESS), both(MUCH_LESS)],
    ['refuted', both(SAME), both(SAME)],
    ['supported', both(LESS, SAME), both(LESS, MORE)],
    ['refuted', both(LESS, MORE), both(SAME)],
    ['supported', both(LESS), both(SAME)],
    ['supported', both(MUCH_LESS), both(LESS)],
    ['supported', both(LESS, SAME), both(SAME, MUCH_LESS)],
    ['mixed', both(LESS), both(LESS, SAME)],
    ['inconclusive', both(OPEN, SAME), both(LESS)],
  ] as const)('is %s where Go is %o and WebAssembly %o', (verdict, go, wasm) => {
    expect(decide(arms(go, { [WASM]: wasm }))).toMatchObject({ verdict, open: verdict === 'inconclusive' });
  });

  it('says what was compared with what', () => {
    expect(decide(arms(both(LESS, SAME), { [WASM]: both(MUCH_LESS) })).because).toBe(
      'CPU time saved: Nest to Go 2.8 ms, monolith to monolith with WebAssembly 4.9 ms.',
    );
  });

  it('compares milliseconds that are saved, and not ratios, in which the way to a service is', () => {
    const ms = { [SERVICES]: 20, [MONOLITH]: 10 };
    const [third, half]: readonly Found[] = [
      { ratio: 0.7, verdict: 'lower' },
      { ratio: 0.5, verdict: 'lower' },
    ] as const;
    const saving = (go: Found | undefined, wasm: Found | undefined) =>
      decide(evidence({ [SERVICES]: {}, [GO]: both(go), [MONOLITH]: {}, [WASM]: both(wasm) }, { ms }))
        .verdict;
    // Six of twenty against three of ten: the same ratio, and half of what is saved.
    expect(saving(third, third)).toBe('supported');
    // Ten of twenty against seven of ten.
    expect(saving(half, MUCH_LESS)).toBe('supported');
    // Six of twenty against seven of ten.
    expect(saving(third, MUCH_LESS)).toBe('refuted');
  });

  it('one way counts for both kinds of work, and the best of several', () => {
    const ways = { [WASM]: both(LESS, SAME), [THREADS]: both(SAME, LESS) };
    expect(decide(arms(both(LESS), ways)).verdict).toBe('mixed');
    const worse = { [WASM]: both(LESS, MORE), [THREADS]: both(LESS, SAME) };
    expect(decide(arms(both(LESS, SAME), worse)).verdict).toBe('refuted');
  });

  it('a stack that makes other work more gains nothing', () => {
    const stacks = evidence({
      ...{ [SERVICES]: {}, [GO]: both(LESS), [PYTHON]: both(MUCH_LESS, MORE) },
      ...{ [MONOLITH]: {}, [WASM]: both(LESS) },
    });
    expect(decide(stacks).verdict).toBe('refuted');
  });

  it('the best of the ways and the best of the stacks count', () => {
    expect(decide(arms(both(LESS), { [WASM]: both(SAME), [THREADS]: both(LESS) })).verdict).toBe('refuted');
    const stacks = evidence({
      ...{ [SERVICES]: {}, [GO]: both(LESS), [PYTHON]: both(MUCH_LESS) },
      ...{ [MONOLITH]: {}, [WASM]: both(LESS) },
    });
    expect(decide(stacks).verdict).toBe('supported');
  });

  it('is open while there are too few rounds, and closed where an arm or a figure is missing', () => {
    const few = arms(both(LESS), { [WASM]: both(LESS) });
    const once = {
      ...few,
      values: (id: string, arm: string) => new Map([...few.values(id, arm)].slice(0, 1)),
    };
    expect(decide(once)).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(decide(arms(both(LESS), {}))).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(decide(arms({}, { [WASM]: both(LESS) }))).toMatchObject({ verdict: 'inconclusive', open: false });
  });

  it('tells what becomes of it at a light weight', () => {
    const light = arms(both(LESS), { [WASM]: { 'light.cpu': SAME } });
    expect(claim('mono.lock-in').turn.measured(light)?.en).toBe(
      'With one recommendation on a page. monolith with WebAssembly: CPU time 1.00×.',
    );
  });
});
