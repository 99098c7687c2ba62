import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Books, Kept, ListedOrder } from './books.ts';
import { type Asked, answerOf } from './checkers/checker.ts';
import { judge } from './judge.ts';
import { BEFORE, type Deed, deed, SKUS, type World, worldAfter } from './made-world.ts';
import { totalsOf } from './totals.ts';

const SEED = 20_261_130;

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

/** The world in which a customer who has at least two of what is kept has other ids of it. */
function withKept(
  world: World,
  what: keyof Kept,
  change: (ids: readonly string[]) => readonly string[],
): World {
  const at = world.books.kept.findIndex((own) => own[what].length > 1);
  const kept = world.books.kept.map((own, index) =>
    index === at ? { ...own, [what]: change(own[what]) } : own,
  );
  return withBooks(world, { kept });
}

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
  [
    'units that are held and never sold',
    'stock',
    (world, chosen, by) =>
      withBooks(world, { reserved: { ...world.books.reserved, [among(SKUS, chosen)]: Math.abs(by) } }),
  ],
  ...(['balances', 'wallets', 'others'] as const).map(
    (what) =>
      [
        `a ledger that does not add up: ${what}`,
        'money',
        (world: World, _chosen: number, by: number) =>
          withBooks(world, { ledger: { ...world.books.ledger, [what]: world.books.ledger[what] + by } }),
      ] as const,
  ),
  ...(['notices', 'baskets'] as const).flatMap((what) => [
    [
      `${what} too few`,
      'events',
      (world: World, chosen: number) => withKept(world, what, (ids) => ids.toSpliced(chosen % ids.length, 1)),
    ] as const,
    [
      `${what} too many`,
      'events',
      (world: World, chosen: number) => withKept(world, what, (ids) => [...ids, among(ids, chosen)]),
    ] as const,
    [
      `${what} of which one is lost and another one is doubled`,
      'events',
      (world: World, chosen: number) =>
        withKept(world, what, (ids) => {
          const lost = chosen % ids.length;
          return ids.with(lost, among(ids.toSpliced(lost, 1), chosen));
        }),
    ] as const,
  ]),
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
