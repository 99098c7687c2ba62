import { describe, expect, it } from 'vitest';
import type { Books, Kept, ListedOrder } from './books.ts';
import type { Asked, ToldOrder } from './checkers/checker.ts';
import { judge } from './judge.ts';
import { BEFORE as before, books, order, ORDERS as orders } from './made-books.ts';
import { totalsOf } from './totals.ts';

const told = (id: string, status: ToldOrder['status']): Asked => ({ key: `for ${id}`, told: { id, status } });
const silence = (key: string): Asked => ({ key, told: undefined });

const after = books(800, 8, orders);
const asked = [
  told('sold', 'confirmed'),
  told('refused', 'rejected'),
  told('returned', 'cancelled'),
  silence('3'),
];
/** What the shop has kept, without some of it, and with more. */
const keptBut = (less: Partial<Kept>, more: Partial<Kept> = {}): Kept => {
  const [kept] = after.kept;
  const changed = (what: keyof Kept) => [
    ...(kept?.[what] ?? []).filter((id) => !less[what]?.includes(id)),
    ...(more[what] ?? []),
  ];
  return { notices: changed('notices'), baskets: changed('baskets') };
};
const replaced = (id: string, status: ListedOrder['status']) =>
  orders.map((each) => (each.id === id ? { ...each, status } : each));
const failing = (now: Books, wanted = asked) =>
  judge(before, now, wanted)
    .filter(({ result }) => result === 'fail')
    .map(({ id, detail }) => `${id}: ${detail}`);

describe('the books of the shop', () => {
  it('are in order when every cent, every unit and every order is accounted for', () => {
    expect(judge(before, after, asked).map(({ id, result }) => [id, result])).toEqual([
      ['money', 'pass'],
      ['stock', 'pass'],
      ['orders', 'pass'],
      ['effects', 'pass'],
      ['events', 'pass'],
    ]);
  });

  it.each([
    ['an order charged twice', books(600, 8, orders), /^money: wallet 0 holds 200 too little/],
    ['a refund that did not come', books(700, 8, orders), /^money: wallet 0 holds 100 too little/],
    ['an order that was not charged', books(1_000, 8, orders), /^money: wallet 0 holds -200 too little/],
    ['stock that was not given back', books(800, 7, orders), /^stock: 1 of A too few/],
    ['stock sold twice', books(800, 9, orders), /^stock: -1 of A too few/],
    [
      'an order that does not end',
      books(900, 9, replaced('unheard', 'pending')),
      /^orders: order unheard is still pending/,
    ],
    [
      'a confirmed order that is gone',
      books(1_000, 10, [...orders.slice(0, 1), ...orders.slice(2)]),
      /^orders: the order of request for sold was confirmed and is gone/,
    ],
    [
      'a promise that was taken back',
      books(1_000, 10, replaced('sold', 'rejected')),
      /^orders: order sold was confirmed, now rejected/,
    ],
    [
      'a refusal that was not meant',
      books(700, 7, replaced('refused', 'confirmed')),
      /^orders: order refused was rejected, now confirmed/,
    ],
    [
      'a cancellation without effect',
      books(700, 7, replaced('returned', 'confirmed')),
      /^orders: order returned was cancelled, now confirmed/,
    ],
    [
      'more orders than keys',
      books(700, 7, [...orders, order('twin', 'confirmed')]),
      /^effects: there are 1 orders more than keys/,
    ],
    [
      'an event that a customer was not told of',
      books(800, 8, orders, { kept: [keptBut({ notices: ['order.cancelled:returned'] })] }),
      /^events: customer 0 has 1 notices too few \(order\.cancelled:returned\)/,
    ],
    [
      'a confirmed order that recommendations have not learned from',
      books(800, 8, orders, { kept: [keptBut({ baskets: ['sold', 'unheard'] })] }),
      /^events: customer 0 has 2 baskets too few/,
    ],
    [
      'an event that was applied twice',
      books(800, 8, orders, { kept: [keptBut({}, { baskets: ['sold'] })] }),
      /^events: customer 0 has 1 baskets too many \(sold\)/,
    ],
    [
      'an event that was lost and another one that was applied twice',
      books(800, 8, orders, { kept: [keptBut({ baskets: ['unheard'] }, { baskets: ['sold'] })] }),
      /^events: customer 0 has 1 baskets too few \(unheard\); customer 0 has 1 baskets too many \(sold\)/,
    ],
    [
      'stock that was held and never sold',
      books(800, 8, orders, { reserved: { A: 2 } }),
      /^stock: 2 of A are still held/,
    ],
    [
      'a charge that is not in the ledger',
      books(800, 8, orders, { ledger: { balances: 800, wallets: 1_000, others: -1_000 } }),
      /^money: the wallets hold -200 more than the ledger says/,
    ],
    [
      'a charge with one side',
      books(800, 8, orders, { ledger: { balances: 800, wallets: 800, others: -1_000 } }),
      /^money: the ledger sums to -200, not to zero/,
    ],
  ])('show %s', (_what, now, expected) => {
    expect(failing(now)).toEqual([expect.stringMatching(expected)]);
  });

  it('show two keys that led to one order', () => {
    expect(failing(after, [...asked, { ...told('sold', 'confirmed'), key: 'another' }])).toEqual([
      expect.stringMatching(/^effects: 4 keys share 3 orders/),
    ]);
  });

  it('show a wallet below zero', () => {
    const poor = totalsOf(books(100, 10, []));
    const overdrawn = books(-100, 8, [order('sold', 'confirmed', 2)]);
    const [money] = judge(poor, overdrawn, [told('sold', 'confirmed')]);
    expect(money).toMatchObject({ result: 'fail', detail: 'wallet 0 is below zero.' });
  });

  it('prove nothing where nothing was bought', () => {
    const idle = judge(before, books(1_000, 10, [order('old', 'confirmed')]), []);
    expect(idle.map(({ result }) => result)).toEqual(Array(5).fill('unknown'));
  });
});
