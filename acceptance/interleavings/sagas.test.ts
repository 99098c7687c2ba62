import { judge } from '@lab/scenarios/shop/judge';
import { type Totals, totalsOf } from '@lab/scenarios/shop/totals';
import { SOUND } from '@lab/shared-domain/adapters/flaws/flaw';
import { noIdempotency } from '@lab/shared-domain/adapters/flaws/no-idempotency';
import { noTombstone } from '@lab/shared-domain/adapters/flaws/no-tombstone';
import { withoutCompensation } from '@lab/shared-domain/kernel/without-compensation';
import { describe, expect, it } from 'vitest';
import { explore, type Turn } from './explore.ts';
import type { Spoilt } from './orders-instance.ts';
import { SmallShop } from './small-shop.ts';

/** Two sagas of seven commits have 3,432 interleavings. With so many switches there are one to three hundred. */
const MOST_SWITCHES = 3;
/** Of two whole sagas at least. */
const MANY = 50;

interface Case {
  readonly what: string;
  readonly units: number;
  readonly payable: number;
  /** What two customers do at the same time. `old` is an order that was confirmed before. */
  readonly activities: (shop: SmallShop) => Readonly<Record<string, () => Promise<unknown>>>;
  /** How many orders may be confirmed in the end, the old one included. */
  readonly confirmed: readonly number[];
  /** So many interleavings there are at least, where one of the two has little to do; {@link MANY} without. */
  readonly least?: number;
}

const both = (shop: SmallShop) => ({ one: () => shop.place('one'), two: () => shop.place('two') });

const ONE_CAN_BE_PAID: Case = {
  ...{ what: 'two orders of which the wallet can pay one', units: 3, payable: 2, confirmed: [2] },
  activities: both,
};

/** As when a client has got no answer, and asks again while its first request is still under way. */
const ONE_KEY: Case = {
  ...{ what: 'two requests for an order under one key', units: 3, payable: 3, confirmed: [2], least: 8 },
  activities: (shop) => ({ one: () => shop.place('one', 'key'), two: () => shop.place('two', 'key') }),
};

/** Under a broker that delivers at least once. */
const TWICE: Case = {
  ...{ what: 'an order whose commands come twice', units: 3, payable: 3, confirmed: [2], least: 8 },
  activities: (shop) => ({ one: () => shop.place('one'), again: () => shop.deliver('one', 'again') }),
};

const CASES: readonly Case[] = [
  { what: 'two orders of the last unit', units: 2, payable: 3, activities: both, confirmed: [2] },
  ONE_CAN_BE_PAID,
  {
    // The one that is taken back may have kept the other one from the last unit: both are refused then.
    what: 'two orders of the last unit, of which the wallet can pay none',
    units: 2,
    payable: 1,
    activities: both,
    confirmed: [1],
  },
  {
    what: 'an order of what a cancellation gives back',
    units: 1,
    payable: 1,
    activities: (shop) => ({ 'cancel old': () => shop.cancel('old'), one: () => shop.place('one') }),
    confirmed: [0, 1],
  },
  ONE_KEY,
  TWICE,
  {
    // What was confirmed is sold afterwards, and the cancellation may come before that. One that comes before the confirmation does nothing.
    ...{ what: 'an order and its cancellation', units: 2, payable: 2, confirmed: [1, 2], least: 10 },
    activities: (shop) => ({ 'cancel one': () => shop.cancel('one'), one: () => shop.place('one') }),
  },
  {
    ...{ what: 'two cancellations of one order', units: 1, payable: 1, confirmed: [0], least: 8 },
    activities: (shop) => ({
      first: () => shop.cancel('old', 'first'),
      second: () => shop.cancel('old', 'second'),
    }),
  },
];

/** An instance that goes on although another one has taken over from it, at any moment. */
const TAKEN_OVER: readonly Case[] = [
  {
    ...{ what: 'an order that two instances drive', units: 2, payable: 2, confirmed: [2] },
    activities: (shop) => ({ one: () => shop.place('one'), successor: () => shop.takeUp('successor') }),
  },
  {
    ...{ what: 'an order that two instances drive and the wallet cannot pay', units: 2, payable: 1 },
    activities: (shop) => ({ one: () => shop.place('one'), successor: () => shop.takeUp('successor') }),
    confirmed: [1],
  },
  {
    ...{ what: 'a cancellation that two instances drive', units: 1, payable: 1, confirmed: [0] },
    activities: (shop) => ({
      'cancel old': () => shop.cancel('old'),
      successor: () => shop.takeUp('successor'),
    }),
  },
];

interface World {
  readonly shop: SmallShop;
  readonly before: Totals;
}

/** What was left by an interleaving. */
interface Found {
  /** Checkers that did not pass. One that knows nothing has not passed either: an order has succeeded in each case. */
  readonly failed: readonly string[];
  /** What is wrong with single orders. */
  readonly byOrder: readonly string[];
  /** Orders that are confirmed. */
  readonly confirmed: number;
}

/** The old order is placed within the exploration, as nobody else is there yet. */
async function exploring(
  { units, payable, activities }: Pick<Case, 'units' | 'payable' | 'activities'>,
  spoilt: Spoilt,
  look: (found: Found, shop: SmallShop) => void,
): Promise<number> {
  return explore<World>({
    mostSwitches: MOST_SWITCHES,
    begin: async (turn) => {
      let alone = true;
      const inTurn: Turn = (name) => (alone ? Promise.resolve() : turn(name));
      const shop = await SmallShop.open(inTurn, { units, payable }, spoilt);
      const before = totalsOf(await shop.books());
      await shop.place('old');
      alone = false;
      return { state: { shop, before }, activities: activities(shop) };
    },
    look: async ({ shop, before }) => {
      expect(await shop.openSagas()).toBe(0);
      const books = await shop.books();
      const checks = judge(before, books, shop.asked, shop.cancellations);
      const failed = checks.flatMap(({ id, result }) => (result === 'pass' ? [] : [id]));
      const confirmed = books.orders.flat().filter(({ status }) => status === 'confirmed').length;
      look({ failed, byOrder: await shop.mistakesByOrder(), confirmed }, shop);
      await shop.close();
    },
  });
}

describe.each(CASES)('$what', (one) => {
  it('leaves the books and each order right, whoever commits first', async () => {
    const outcomes = new Set<number>();
    const many = await exploring(one, {}, ({ failed, byOrder, confirmed }) => {
      expect([...failed, ...byOrder]).toEqual([]);
      outcomes.add(confirmed);
    });
    expect(many).toBeGreaterThanOrEqual(one.least ?? MANY);
    expect([...outcomes].toSorted()).toEqual(one.confirmed);
  });
});

describe.each(TAKEN_OVER)('$what', (one) => {
  it('leaves the books and each order right, and who has lost a saga writes nothing of it', async () => {
    let takenUp = 0;
    const many = await exploring(one, {}, ({ failed, byOrder, confirmed }, shop) => {
      expect([...failed, ...byOrder, ...shop.intrusions]).toEqual([]);
      expect([confirmed]).toEqual(one.confirmed);
      takenUp += shop.takenUp;
    });
    expect(many).toBeGreaterThan(40);
    expect(takenUp).toBeGreaterThan(many / 2);
  });
});

describe('the checkers find, in every interleaving', () => {
  it('what is left where nothing is taken back', () =>
    exploring(ONE_CAN_BE_PAID, { around: withoutCompensation }, ({ failed, byOrder }) => {
      expect(failed).toEqual(['stock']);
      expect(byOrder).toEqual([expect.stringMatching(/is rejected, and its reservation is held$/)]);
    }));

  it('the second order of one key, where keys are not recognized', () =>
    exploring(ONE_KEY, { flaw: noIdempotency }, ({ failed, byOrder, confirmed }) => {
      expect([failed, byOrder, confirmed]).toEqual([['effects'], [], 3]);
    }));

  it('what is done twice, where commands are not recognized', () =>
    exploring(TWICE, { flaw: noIdempotency }, ({ failed }) => expect(failed).toEqual(['money', 'stock'])));
});

describe('commands that come while they are taken back', () => {
  const LATE = {
    ...{ units: 3, payable: 3 },
    activities: (shop: SmallShop) => ({
      late: () => shop.deliver('late', 'late'),
      'give up': () => shop.takeBack('late', 'give up'),
    }),
  };

  /** Two commands and what takes them back come in six orders. In two of them each command comes first. */
  it.each([
    ['have no effect, in whatever order', SOUND, { '': 6 }],
    [
      'are found where they leave no tombstones: each that comes second',
      noTombstone,
      { '': 2, money: 1, stock: 1, 'money stock': 2 },
    ],
  ] as const)('%s', async (_what, flaw, expected) => {
    const found: Record<string, number> = {};
    await exploring(LATE, { flaw }, ({ failed }) => {
      const what = failed.join(' ');
      found[what] = (found[what] ?? 0) + 1;
    });
    expect(found).toEqual(expected);
  });
});
