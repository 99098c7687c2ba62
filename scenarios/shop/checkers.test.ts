import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Books, ListedOrder } from './books.ts';
import { type Asked, answerOf, type Cancellation } from './checkers/checker.ts';
import { judge } from './judge.ts';
import { totalsOf } from './totals.ts';

const SKUS = ['A', 'B', 'C'];
const PRICE = 100;
/** What every wallet and every shelf begins with: more than any history of a test can take. */
const PLENTY = 100_000;
const SEED = 20_261_130;

/** What a customer does, and what the shop makes of it. */
const deed = fc.record({
  customer: fc.nat({ max: 2 }),
  sku: fc.constantFrom(...SKUS),
  quantity: fc.integer({ min: 1, max: 5 }),
  becomes: fc.constantFrom('confirmed', 'rejected', 'cancelled'),
  /** Heard of it, did not though it was done, or nothing was done at all. */
  heard: fc.constantFrom('yes', 'no', 'lost'),
  /** How often the answer came: the same request may be sent twice under its key. */
  times: fc.integer({ min: 1, max: 2 }),
  /** Whether the customer heard that the order is cancelled. */
  sure: fc.boolean(),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly books: Books;
  readonly asked: readonly Asked[];
  readonly cancellations: readonly Cancellation[];
}

const BEFORE: Books = {
  balances: [PLENTY, PLENTY, PLENTY],
  available: Object.fromEntries(SKUS.map((sku) => [sku, PLENTY])),
  orders: [[], [], []],
  kept: [0, 1, 2].map(() => ({ notices: 7, baskets: 5 })),
};

/** What a shop that keeps its promises holds after some deeds, and what its customers know of them. */
function worldAfter(deeds: readonly Deed[]): World {
  const balances = [...BEFORE.balances];
  const available: Record<string, number> = { ...BEFORE.available };
  const orders: ListedOrder[][] = BEFORE.orders.map(() => []);
  const kept = BEFORE.kept.map((each) => ({ ...each }));
  const asked: Asked[] = [];
  const cancellations: Cancellation[] = [];
  for (const [index, { customer, sku, quantity, becomes, heard, times, sure }] of deeds.entries()) {
    const key = `key ${index}`;
    const id = `order ${index}`;
    const status = becomes === 'cancelled' ? 'confirmed' : becomes;
    for (let sent = 0; sent < times; sent += 1)
      asked.push({ key, told: heard === 'yes' ? { id, status } : undefined });
    if (heard === 'lost') continue;
    orders[customer]?.push({
      id,
      status: becomes,
      lines: [{ sku, quantity }],
      total: { amount: PRICE * quantity },
    });
    const own = kept[customer] ?? { notices: 0, baskets: 0 };
    own.notices += becomes === 'cancelled' ? 2 : 1;
    if (becomes === 'rejected') continue;
    own.baskets += 1;
    if (becomes === 'cancelled') {
      cancellations.push({ orderId: id, told: sure });
      continue;
    }
    balances[customer] = (balances[customer] ?? 0) - PRICE * quantity;
    available[sku] = (available[sku] ?? 0) - quantity;
  }
  return { books: { balances, available, orders, kept }, asked, cancellations };
}

const answers = ({ books, asked, cancellations }: World) =>
  new Map(judge(totalsOf(BEFORE), books, asked, cancellations).map((check) => [check.id, check]));

/** Every history has at least one order that succeeded and of which its customer has heard. */
const histories = fc
  .array(deed, { minLength: 1, maxLength: 12 })
  .map((deeds) => [...deeds, { ...(deeds[0] as Deed), becomes: 'confirmed', heard: 'yes' } satisfies Deed]);
const number = fc.nat();
const off = fc.integer({ min: 1, max: 500 }).chain((by) => fc.constantFrom(by, -by));

/** One of a list, by a number of any size. */
const among = <T>(items: readonly T[], chosen: number): T => items[chosen % items.length] as T;

/** The world with other books of one kind. */
const withBooks = (world: World, books: Partial<Books>): World => ({
  ...world,
  books: { ...world.books, ...books },
});

const changed = (world: World, id: string, to: Partial<ListedOrder> | null): World =>
  withBooks(world, {
    orders: world.books.orders.map((own) =>
      own.flatMap((order) => (order.id !== id ? [order] : to === null ? [] : [{ ...order, ...to }])),
    ),
  });

/** The id of an order that a customer was told is confirmed and that nobody wanted to cancel. */
function promised({ asked, cancellations }: World, chosen: number): string {
  const regretted = new Set(cancellations.map(({ orderId }) => orderId));
  const ids = asked.flatMap(({ told }) => (told?.status === 'confirmed' ? [told.id] : []));
  return among(
    ids.filter((id) => !regretted.has(id)),
    chosen,
  );
}

/** What may go wrong, made from a world in which nothing has, and who must see it. */
const PLANTED: readonly (readonly [
  what: string,
  checker: string,
  plant: (world: World, chosen: number, by: number) => World,
])[] = [
  [
    'money that appears or vanishes',
    'money',
    (world, chosen, by) =>
      withBooks(world, {
        balances: world.books.balances.map((balance, index) =>
          index === chosen % 3 ? balance + by : balance,
        ),
      }),
  ],
  [
    'a wallet below zero',
    'money',
    (world, chosen) =>
      withBooks(world, {
        balances: world.books.balances.map((balance, index) => (index === chosen % 3 ? -1 : balance)),
      }),
  ],
  [
    'units that appear or vanish',
    'stock',
    (world, chosen, by) => {
      const sku = among(SKUS, chosen);
      const { available } = world.books;
      return withBooks(world, { available: { ...available, [sku]: (available[sku] ?? 0) + by } });
    },
  ],
  [
    'an order that does not end',
    'orders',
    (world, chosen) => changed(world, among(world.books.orders.flat(), chosen).id, { status: 'pending' }),
  ],
  [
    'a promise that is taken back',
    'orders',
    (world, chosen) => changed(world, promised(world, chosen), { status: 'rejected' }),
  ],
  [
    'a promise of which nothing is left',
    'orders',
    (world, chosen) => changed(world, promised(world, chosen), null),
  ],
  [
    'a cancellation that nobody wanted',
    'orders',
    (world, chosen) => changed(world, promised(world, chosen), { status: 'cancelled' }),
  ],
  [
    'a cancellation that was promised and not done',
    'orders',
    (world, chosen) => ({
      ...world,
      cancellations: [...world.cancellations, { orderId: promised(world, chosen), told: true }],
    }),
  ],
  [
    'a key that had two effects, each of which was told',
    'effects',
    (world, chosen) => {
      const first = world.asked.find(({ told }) => told?.id === promised(world, chosen));
      const twin: Asked = { key: first?.key ?? '', told: { id: 'twin', status: 'confirmed' } };
      return { ...world, asked: [...world.asked, twin] };
    },
  ],
  [
    'two keys that share an order',
    'effects',
    (world, chosen) => ({
      ...world,
      asked: [...world.asked, { key: 'another', told: { id: promised(world, chosen), status: 'confirmed' } }],
    }),
  ],
  [
    'more orders than keys',
    'effects',
    (world, chosen) => {
      // A request whose outcome nobody knows may have led to an order: one more than all of those is needed to show it.
      const silent = new Set(world.asked.filter(({ told }) => !told).map(({ key }) => key)).size;
      const twin = among(world.books.orders.flat(), chosen);
      const twins = Array.from({ length: silent + 1 }, (_, index) => ({ ...twin, id: `twin ${index}` }));
      return withBooks(world, {
        orders: world.books.orders.map((own, at) => (at === 0 ? [...own, ...twins] : own)),
      });
    },
  ],
  ...(['notices', 'baskets'] as const).map(
    (what) =>
      [
        `${what} too many or too few`,
        'events',
        (world: World, chosen: number, by: number) =>
          withBooks(world, {
            kept: world.books.kept.map((own, index) =>
              index === chosen % 3 ? { ...own, [what]: own[what] + by } : own,
            ),
          }),
      ] as const,
  ),
];

describe('the checkers', () => {
  it('pass every history of a shop that keeps its promises, with lost, silent and repeated requests in it', () => {
    fc.assert(
      fc.property(histories, (deeds) => {
        for (const { result, detail } of answers(worldAfter(deeds)).values())
          expect(`${result}: ${detail}`).toMatch(/^pass/);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it.each(PLANTED)('find %s: %s', (_what, checker, plant) => {
    fc.assert(
      fc.property(histories, number, off, (deeds, chosen, by) => {
        const check = answers(plant(worldAfter(deeds), chosen, by)).get(checker);
        expect(`${check?.result}: ${check?.detail}`).toMatch(/^fail/);
        // Each mistake that is told has words of its own in Korean, and what it names.
        const told = check?.detailInKorean?.split('; ') ?? [];
        expect(told).toHaveLength(check?.detail.split('; ').length ?? 0);
        for (const mistake of told) expect(mistake).toMatch(/\p{Script=Hangul}/u);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('know nothing where no order succeeded, however many were refused', () => {
    const refusals = histories.map((deeds) =>
      deeds.map((each) => ({ ...each, becomes: 'rejected' }) satisfies Deed),
    );
    fc.assert(
      fc.property(refusals, (deeds) => {
        for (const { result } of answers(worldAfter(deeds)).values()) expect(result).toBe('unknown');
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('know nothing where they fail themselves, and say why', () => {
    const broken = {
      id: 'broken',
      mistakes: () => {
        throw new TypeError('no such field');
      },
      looked: () => ({ en: 'All is well.', ko: '이상 없다.' }),
    };
    const world = worldAfter([]);
    const audit = { ...world, before: totalsOf(BEFORE), after: totalsOf(world.books) };
    expect(answerOf(broken, () => audit)).toEqual({
      id: 'broken',
      result: 'unknown',
      detail: 'The checker failed: TypeError: no such field.',
      detailInKorean: '검사를 수행하지 못했다: TypeError: no such field.',
    });
    const unreadable = { ...BEFORE, orders: undefined } as unknown as Books;
    expect(judge(totalsOf(BEFORE), unreadable, []).map(({ result }) => result)).toEqual(
      Array(5).fill('unknown'),
    );
  });
});
