import type { Answered, InjectedFault } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { expect, it } from 'vitest';
import { REDIS, REDIS_FENCED } from './arms.ts';
import { answersTo, type CutOff, refusedShare, serverCutOff } from './cut-off.ts';
import { insights } from './insights.ts';
import { checksOf } from './probe.ts';
import { oversoldIn } from './stock.ts';
import { type Ended, type Floor, Till } from './till.ts';

const SHELF = 10;
const SALE = { units: 2, buyers: 3, watchMs: 60_000, server: 'redis', cutMs: 5 } as const;

interface Placed {
  readonly sku: string;
  readonly quantity: number;
  status: 'pending' | 'confirmed' | 'rejected';
}

interface Kind {
  /** What the shop says to orders while the server is cut off. */
  readonly meanwhile: 'pending' | 'no-answer' | 'confirmed';
  readonly hasLine?: boolean;
}

/** A shop whose first buyer's inventory stops before its write, and writes in the end without a look, as without fencing. */
function shop({ meanwhile, hasLine = true }: Kind): Floor {
  const orders = new Map<string, Placed>();
  const available = new Map<string, number>();
  const left = (sku: string) => available.get(sku) ?? SHELF;
  const take = (order: Placed) => {
    available.set(order.sku, left(order.sku) - order.quantity);
    order.status = 'confirmed';
  };
  let clock = 0;
  let isCut = false;
  let isArmed = false;
  let holder: Placed | undefined;
  let bite: () => void = () => undefined;
  const bitten = new Promise<void>((resolve) => {
    bite = resolve;
  });
  const now = () => {
    clock += 1;
    return clock;
  };

  function answerTo(order: Placed): readonly [number, string] {
    if (order.status === 'pending' && order !== holder) {
      if (isCut && meanwhile === 'no-answer') order.status = 'rejected';
      else if (!isCut || meanwhile === 'confirmed') {
        if (left(order.sku) >= order.quantity) take(order);
        else order.status = 'rejected';
      }
    }
    if (order.status === 'rejected') return [409, '{"code":"no-answer"}'];
    return [order.status === 'confirmed' ? 201 : 202, '{}'];
  }

  function place(request: PlannedRequest): Placed {
    const [line] = (JSON.parse(request.body ?? '') as { lines: { sku: string; quantity: number }[] }).lines;
    const order: Placed = { sku: line?.sku ?? '', quantity: line?.quantity ?? 0, status: 'pending' };
    if (isArmed) {
      isArmed = false;
      holder = order;
      bite();
    }
    return order;
  }

  function answer(request: PlannedRequest): readonly [number, string] {
    const { method, path } = request;
    if (path === '/sessions') return [201, '{"token":"t"}'];
    if (path === '/orders') {
      const key = request.headers?.['idempotency-key'] ?? '';
      const order = orders.get(key) ?? place(request);
      orders.set(key, order);
      return answerTo(order);
    }
    if (path.startsWith('/orders?')) {
      const items = [...orders.values()].map((order) => ({
        ...{ status: order.status, placedAt: '2000-01-01T00:00:00.000Z' },
        lines: [{ sku: order.sku, quantity: order.quantity }],
      }));
      return [200, JSON.stringify({ items, nextCursor: null })];
    }
    const sku = path.split('/').at(-1) ?? '';
    return [200, method === 'GET' ? JSON.stringify({ available: left(sku) }) : '{}'];
  }

  const fault = (strikes: boolean): InjectedFault => ({
    bitten: () => (strikes ? bitten : new Promise(() => undefined)),
    over: async () => undefined,
    async clear() {
      if (strikes && holder?.status === 'pending') take(holder);
    },
  });

  return {
    processes: ['gateway', 'inventory', 'inventory-2'],
    signal: new AbortController().signal,
    now,
    async ask(request): Promise<Answered> {
      const startedAt = now();
      const [status, body] = answer(request);
      return { status, body, outcome: 'ok', startedAt, endedAt: now() };
    },
    async inject(process) {
      isArmed = true;
      return fault(process === 'inventory');
    },
    pause: async () => async () => undefined,
    outage: async () => undefined,
    cutOff() {
      if (!hasLine) return undefined;
      isCut = true;
      return () => {
        isCut = false;
      };
    },
  };
}

async function cutIn(kind: Kind): Promise<CutOff | undefined> {
  const floor = shop(kind);
  const till = await Till.open(floor, { tokens: ['t'], skus: ['A', 'B'] });
  return serverCutOff(floor, till, SALE);
}

it('makes who comes while the server is cut off wait, and lets a holder from before promise a unit twice', async () => {
  const cut = await cutIn({ meanwhile: 'pending' });
  expect(cut?.sold).toEqual({ units: 2, confirmed: 3, available: -1 });
  expect(cut && oversoldIn(cut.sold)).toBe(1);
  expect(cut?.others).toHaveLength(2);
  expect(cut?.came.map(({ outcome }) => outcome)).toContain('confirmed');
  expect(cut && refusedShare(cut.came)).toBe(0);
  expect(cut?.againMs).toBeGreaterThan(0);
});

it('has who is refused meanwhile counted, and a buyer afterwards served', async () => {
  const cut = await cutIn({ meanwhile: 'no-answer' });
  expect(cut && refusedShare(cut.came)).toBe(1);
  expect(cut?.againMs).toBeGreaterThan(0);
});

it('counts for nothing where somebody is served meanwhile, and is left out where there is no line', async () => {
  await expect(cutIn({ meanwhile: 'confirmed' })).rejects.toThrow('although redis was cut off');
  expect(await cutIn({ meanwhile: 'pending', hasLine: false })).toBeUndefined();
});

it('has a share of refused orders where there were orders', () => {
  const outcomes = ['confirmed', 'rejected', 'unknown', 'rejected'] as const;
  expect(refusedShare(outcomes.map((outcome) => ({ outcome })))).toBe(0.5);
  expect(refusedShare([])).toBeUndefined();
});

const ended = (own: Partial<Ended> = {}): Ended => ({
  outcome: 'rejected',
  tookMs: 10_000,
  slowestMs: 4_900,
  unclear: [],
  ...own,
});

it('passes where each buyer is answered in time, and told why not', () => {
  const answered = answersTo([ended(), ended({ outcome: 'confirmed' })]);
  expect(answered).toMatchObject({ id: 'answers', result: 'pass' });
  expect(answersTo([ended(), ended({ slowestMs: 7_100, unclear: [500, 0] })])).toMatchObject({
    result: 'fail',
    detail: 'an answer took 7.1 s; an order was answered with 500, and no reason; an order got no answer.',
  });
});

it('must not break the stock of a fenced lock, and no arm may leave buyers without an answer', () => {
  const right = { sold: { units: 2, confirmed: 2, available: 0 }, others: [] };
  const wrong = { sold: { units: 2, confirmed: 3, available: -1 }, others: [] };
  const result = (topology: string, stood: typeof right, came: readonly Ended[] = []) =>
    checksOf(topology, [right.sold], right, undefined, { ...stood, came, againMs: 1 }).map(
      (check) => check.result,
    );
  expect(result(REDIS, wrong)).toEqual(['pass', 'pass']);
  expect(result(REDIS_FENCED, right)).toEqual(['pass', 'pass']);
  expect(result(REDIS_FENCED, wrong)).toEqual(['fail', 'pass']);
  expect(result(REDIS, right, [ended({ unclear: [0] })])).toEqual(['pass', 'fail']);
});

it('takes an answer without a reason for unclear, and one that is still open for clear', async () => {
  const answers: (readonly [number, string])[] = [
    [500, '{"code":"internal-error"}'],
    [0, ''],
    [503, '{"code":"service-unavailable"}'],
    [202, '{}'],
    [409, '{"code":"no-answer"}'],
  ];
  const signedIn = [201, '{"token":"t"}'] as const;
  let at = 0;
  const floor: Floor = {
    ...shop({ meanwhile: 'pending' }),
    async ask({ path }) {
      const [status, body] = (path === '/sessions' ? signedIn : answers.shift()) ?? signedIn;
      const startedAt = at;
      at += status === 503 ? 300 : 100;
      return { status, body, outcome: 'ok', startedAt, endedAt: at };
    },
  };
  const till = await Till.open(floor, { tokens: ['t'], skus: ['A'] });
  const bought = await till.buy('A', 60_000);
  expect(bought).toEqual({ outcome: 'rejected', tookMs: 700, slowestMs: 300, unclear: [500, 0] });
});

it('tells how long nobody could order, and what became of a lease meanwhile', () => {
  const arms = (median: number) => ({ [REDIS]: { median, ci95: null, coverage: null, trials: 3 } });
  const metric = (id: string, median: number) => ({
    ...{ id, unit: '', better: 'lower' as const, comparisons: [], arms: arms(median) },
  });
  const metrics = [
    metric('cut.wait', 2_600),
    metric('cut.refused', 0.25),
    metric('cut.again', 400),
    metric('cut.oversold', 1),
  ];
  const evidence = { arms: [{ name: REDIS, topology: REDIS }], baseline: REDIS, confidence: 0.98 };
  const [told] = insights({ ...evidence, metrics, facts: [], values: () => new Map() });
  expect(told?.id).toBe('cut-off');
  for (const said of ['Redis 2.6 s', 'Redis 25 %', 'Redis 0.4 s', 'in a trial: Redis 1'])
    expect(told?.text.en).toContain(said);
});
