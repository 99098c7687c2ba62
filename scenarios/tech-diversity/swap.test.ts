import { setTimeout as delay } from 'node:timers/promises';
import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { beforeEach, expect, it, vi } from 'vitest';
import { GO, SERVICES } from './arms.ts';
import { countsOf, MOST_PAIRS, swapped } from './swap.ts';

beforeEach(() => void vi.stubEnv('LAB_SHARED_MACHINE', '1'));

const data = {
  tokens: ['t1', 't2', 't3'],
  skus: ['A', 'B', 'C', 'D'],
  wellStocked: ['A', 'B', 'C'],
};

/** One replacement, and one back. @param steady seconds */
const once = (steady: number) => ({ steady, meanwhile: 0 });

/** So many recommendations are asked for before the old process of a replacement has ended. */
const MEANWHILE = 3;
/** And it takes so long at least: on a busy machine those may have been due before it began. */
const LEAST_MS = 300;
const ALIKE = '{"items":[]}';
/** What the probe itself asks, to compare answers. */
const isCompared = ({ path }: PlannedRequest) => path.endsWith('limit=3');

interface Shop {
  /** What is recommended, by who answers. */
  readonly answerOf?: (stack: string) => string;
  /** The status of a request that is not answered as it should be. @param replacing whether a replacement is under way */
  readonly fails?: (request: PlannedRequest, replacing: boolean) => number | undefined;
  /** Why a process does not get ready in place of another one. */
  readonly refuses?: (topology: string) => string | undefined;
}

/** A shop that answers at once, and in which a replacement takes until some recommendations were asked for. */
function shop({ answerOf = () => ALIKE, fails = () => undefined, refuses = () => undefined }: Shop = {}) {
  const now = () => performance.timeOrigin + performance.now();
  const swaps: string[] = [];
  const seen: PlannedRequest[] = [];
  const shoppers = () => seen.filter((each) => each.endpoint === 'recommendations' && !isCompared(each));
  let [stack, replacing] = [GO, false];
  const bench = {
    ...{ now, topology: GO, signal: new AbortController().signal },
    metrics: async () => 'shop_messages_total 3\n',
    swap: async (process: string, topology: string) => {
      swaps.push(`${process} ${topology}`);
      replacing = true;
      const enough = shoppers().length + MEANWHILE;
      const begun = now();
      while (shoppers().length < enough || now() - begun < LEAST_MS) await delay(5);
      replacing = false;
      const refusal = refuses(topology);
      if (refusal !== undefined) throw new Error(refusal);
      stack = topology;
    },
    async ask(request: PlannedRequest): Promise<Answered> {
      seen.push(request);
      const startedAt = now();
      const failed = fails(request, replacing);
      const [status, outcome] = failed === undefined ? [200, 'ok'] : [failed, 'indeterminate'];
      return { status, body: answerOf(stack), outcome, startedAt, endedAt: startedAt } as Answered;
    },
  };
  return { bench: bench as unknown as ProbeBench, swaps, seen, shoppers };
}

it('recommendations are replaced by Nest and back, while customers browse and order', async () => {
  const { bench, swaps, seen } = shop();
  const { values, checks } = await swapped(bench, data, once(0.2));
  expect(swaps).toEqual([`recommendations ${SERVICES}`, `recommendations ${GO}`]);
  expect(checks).toMatchObject([
    { id: 'swapped', result: 'pass' },
    { id: 'same-answers', result: 'pass' },
  ]);
  expect(values['swap.failed']).toBe(0);
  expect(values['swap.time']).toBeGreaterThan(0);
  const orders = seen.filter(({ endpoint }) => endpoint === 'place-order');
  const keys = orders.map(({ headers }) => headers?.['idempotency-key']);
  expect(orders.length).toBeGreaterThan(0);
  expect(new Set(keys).size).toBe(keys.length);
});

it('counts recommendations that are asked for during a replacement, and other requests apart', async () => {
  const { bench, shoppers } = shop({
    fails: ({ endpoint }) => (endpoint === 'recommendations' ? undefined : 500),
  });
  const { values } = await swapped(bench, data, once(0.4));
  expect(values['swap.sent']).toBeGreaterThan(0);
  expect(values['swap.sent']).toBeLessThan(shoppers().length);
  expect(values['swap.failed']).toBe(0);
  // Every second request is another one, and each of them fails.
  expect(values['swap.other-sent']).toBeGreaterThan(0);
  expect(values['swap.other-failed']).toBe(values['swap.other-sent']);
});

it('a request counts that was due while one was being replaced, its first and its last moment included', () => {
  const request = (endpoint: string, dueAt: number, ok = true) => ({
    ...{ endpoint, dueAt, ok, startedAt: dueAt, endedAt: dueAt + 1 },
  });
  const sent = [
    ...[9, 10, 15, 20, 21].map((dueAt) => request('recommendations', dueAt)),
    request('recommendations', 12, false),
    ...[request('product', 9, false), request('product', 10, false), request('browse', 20)],
    ...[request('place-order', 35, false), request('browse', 31), request('product', 25, false)],
    request('recommendations', 26, false),
  ];
  const done = [
    { from: 10, until: 20 },
    { from: 30, until: 40 },
  ];
  expect(countsOf(sent, done)).toEqual({
    ...{ 'swap.sent': 4, 'swap.failed': 1 },
    ...{ 'swap.other-sent': 4, 'swap.other-failed': 2 },
  });
  expect(Object.values(countsOf(sent, []))).toEqual([0, 0, 0, 0]);
});

it('it is replaced again until enough recommendations were asked for meanwhile', async () => {
  const { bench, swaps } = shop();
  const enough = 4 * MEANWHILE;
  const { values, checks } = await swapped(bench, data, { steady: 0.05, meanwhile: enough });
  expect(swaps.length % 2).toBe(0);
  // Requests that were due at the edge of a replacement count on one side or on the other.
  expect(values['swap.sent']).toBeGreaterThanOrEqual(enough - swaps.length);
  expect(checks.map(({ id }) => id)).toEqual(['swapped', 'same-answers']);
});

it('it is not replaced for ever', async () => {
  const { bench, swaps } = shop();
  await swapped(bench, data, { steady: 0.05, meanwhile: 1_000 });
  expect(swaps).toHaveLength(2 * MOST_PAIRS);
});

it('a later replacement that fails is told as well', async () => {
  const refusals: string[] = [];
  const { bench, swaps } = shop({ refuses: () => (refusals.push('') < 3 ? undefined : 'it is not ready') });
  const { values, checks } = await swapped(bench, data, { steady: 0.05, meanwhile: 1_000 });
  expect(swaps).toHaveLength(3);
  expect(checks.map(({ id, result }) => [id, result])).toEqual([
    ['swapped', 'fail'],
    ['same-answers', 'pass'],
  ]);
  expect(values['swap.time']).toBeUndefined();
});

it('so many of them fail as were not answered as they should be', async () => {
  let failed = 0;
  const { bench } = shop({
    fails: (request, replacing) => {
      if (!replacing || request.endpoint !== 'recommendations') return undefined;
      failed += 1;
      return 503;
    },
  });
  const { values } = await swapped(bench, data, once(0.05));
  expect(values['swap.failed']).toBeGreaterThan(0);
  expect(values['swap.failed']).toBeLessThanOrEqual(failed);
});

it('another answer of the other stack is found', async () => {
  const { bench } = shop({ answerOf: (stack) => (stack === GO ? '{"items":[1]}' : '{"items":[2]}') });
  expect((await swapped(bench, data, once(0.05))).checks).toContainEqual(
    expect.objectContaining({ id: 'same-answers', result: 'fail' }),
  );
});

it.each([503, 504])(
  'a stack that answers with %i after a replacement does not give the same answers',
  async (status) => {
    const { bench } = shop({ fails: (request) => (isCompared(request) ? status : undefined) });
    expect((await swapped(bench, data, once(0.05))).checks).toContainEqual(
      expect.objectContaining({ id: 'same-answers', result: 'fail' }),
    );
  },
);

it.each([SERVICES, GO])(
  'a replacement by %s that fails is told, and nothing is tried again',
  async (topology) => {
    const { bench, swaps } = shop({
      refuses: (each) => (each === topology ? 'it is not ready\nlast words' : undefined),
    });
    const { values, checks } = await swapped(bench, data, once(0.05));
    expect(checks).toMatchObject([
      {
        ...{ id: 'swapped', result: 'fail' },
        detail: 'A process did not take the place of the other: it is not ready',
      },
    ]);
    expect(swaps).toHaveLength(topology === SERVICES ? 1 : 2);
    expect(values['swap.sent']).toBeGreaterThan(0);
    expect(values['swap.time']).toBeUndefined();
  },
);

it('a trial that is called off says so, and not that the replacement failed', async () => {
  const off = new AbortController();
  const { bench } = shop({
    refuses: () => {
      off.abort(new Error('called off'));
      return 'it was stopped';
    },
  });
  const trial = swapped({ ...bench, signal: off.signal }, data, once(0.05));
  await expect(trial).rejects.toThrow(/aborted|called off/);
});
