import { judge } from '@lab/scenarios/shop/judge';
import { type Totals, totalsOf } from '@lab/scenarios/shop/totals';
import { withoutCompensation } from '@lab/shared-domain/kernel/without-compensation';
import { describe, expect, it } from 'vitest';
import { explore, type Turn } from './explore.ts';
import { SmallShop } from './small-shop.ts';

/** Two sagas of seven commits have 3,432 interleavings. With so many switches there are one to three hundred. */
const MOST_SWITCHES = 3;

interface Case {
  readonly what: string;
  readonly units: number;
  readonly payable: number;
  /** What two customers do at the same time. `old` is an order that was confirmed before. */
  readonly activities: (shop: SmallShop) => Readonly<Record<string, () => Promise<unknown>>>;
  /** How many orders may be confirmed in the end, the old one included. */
  readonly confirmed: readonly number[];
}

const both = (shop: SmallShop) => ({ one: () => shop.place('one'), two: () => shop.place('two') });

const CASES: readonly Case[] = [
  { what: 'two orders of the last unit', units: 2, payable: 3, activities: both, confirmed: [2] },
  {
    what: 'two orders of which the wallet can pay one',
    units: 3,
    payable: 2,
    activities: both,
    confirmed: [2],
  },
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

const opened = async (
  turn: Turn,
  { units, payable, activities }: Case,
  around?: Parameters<typeof SmallShop.open>[2],
) => {
  const shop = await SmallShop.open(turn, { units, payable }, around);
  const before = totalsOf(await shop.books());
  return { shop, before, activities: activities(shop) };
};

/** The old order is placed within the exploration, as nobody else is there yet. */
async function exploring(
  one: Case,
  around: Parameters<typeof SmallShop.open>[2],
  look: (failed: string[], confirmed: number, shop: SmallShop) => void,
) {
  return explore<World>({
    mostSwitches: MOST_SWITCHES,
    begin: async (turn) => {
      let alone = true;
      const inTurn: Turn = (name) => (alone ? Promise.resolve() : turn(name));
      const { shop, before, activities } = await opened(inTurn, one, around);
      await shop.place('old');
      alone = false;
      return { state: { shop, before }, activities };
    },
    look: async ({ shop, before }) => {
      expect(await shop.openSagas()).toBe(0);
      const books = await shop.books();
      const checks = judge(before, books, shop.asked, shop.cancellations);
      const failed = checks.flatMap(({ id, result }) => (result === 'fail' ? [id] : []));
      look(failed, books.orders.flat().filter(({ status }) => status === 'confirmed').length, shop);
      await shop.close();
    },
  });
}

describe.each(CASES)('$what', (one) => {
  it('leaves the books in order, whoever commits first', async () => {
    const outcomes = new Set<number>();
    const many = await exploring(one, undefined, (failed, confirmed) => {
      expect(failed).toEqual([]);
      outcomes.add(confirmed);
    });
    expect(many).toBeGreaterThan(50);
    expect([...outcomes].toSorted()).toEqual(one.confirmed);
  });
});

describe.each(TAKEN_OVER)('$what', (one) => {
  it('leaves the books in order, and who has lost a saga writes nothing of it', async () => {
    let takenUp = 0;
    const many = await exploring(one, undefined, (failed, confirmed, shop) => {
      expect([failed, [confirmed], shop.intrusions]).toEqual([[], one.confirmed, []]);
      takenUp += shop.takenUp;
    });
    expect(many).toBeGreaterThan(40);
    expect(takenUp).toBeGreaterThan(many / 2);
  });
});

it('finds what is left where nothing is taken back, in every interleaving', async () => {
  const [, oneOfTwo] = CASES;
  if (!oneOfTwo) throw new Error('no such case');
  await exploring(oneOfTwo, withoutCompensation, (failed) => expect(failed).toEqual(['stock']));
});
