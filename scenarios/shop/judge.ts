import type { Text } from '@lab/lab/scenario/scenario';
import type { CheckResult } from '@lab/lab/scenario/workload';
import type { Books, Kept, ListedOrder } from './books.ts';

/** What no order changes: an order only moves money and units. */
export interface Totals {
  /** What each customer has, plus what the customer has spent on confirmed orders; minor units. */
  readonly wallets: readonly number[];
  /** Available units of each sku, plus those in confirmed orders. */
  readonly shelves: Readonly<Record<string, number>>;
  /** Orders of all customers, whatever became of them. */
  readonly orders: number;
  /** What each customer has of either, beyond what the customer's orders account for. */
  readonly kept: readonly Kept[];
}

export function totalsOf({ balances, available, orders, kept }: Books): Totals {
  const sold = new Map<string, number>();
  for (const { lines } of orders.flatMap(standing))
    for (const { sku, quantity } of lines) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
  const spent = (own: readonly ListedOrder[] = []) =>
    standing(own).reduce((sum, { total }) => sum + total.amount, 0);
  return {
    wallets: balances.map((balance, customer) => balance + spent(orders[customer])),
    shelves: Object.fromEntries(
      Object.entries(available).map(([sku, units]) => [sku, units + (sold.get(sku) ?? 0)]),
    ),
    orders: orders.flat().length,
    kept: kept.map(({ notices, baskets }, customer) => {
      const due = dueFor(orders[customer] ?? []);
      return { notices: notices - due.notices, baskets: baskets - due.baskets };
    }),
  };
}

/** What orders' events must have led to: an order that was cancelled had been confirmed before. */
function dueFor(orders: readonly ListedOrder[]): Kept {
  const many = (...wanted: ListedOrder['status'][]) =>
    orders.filter(({ status }) => wanted.includes(status)).length;
  return {
    notices: many('confirmed', 'rejected', 'cancelled') + many('cancelled'),
    baskets: many('confirmed', 'cancelled'),
  };
}

const standing = (orders: readonly ListedOrder[]): ListedOrder[] =>
  orders.filter(({ status }) => status === 'confirmed');

/** One request for an order, under a key of its own, and what its customer was told last. */
export interface Asked {
  readonly key: string;
  /** The order and what has become of it; undefined where nobody knows. */
  readonly told: ToldOrder | undefined;
}

export interface ToldOrder {
  readonly id: string;
  readonly status: Exclude<ListedOrder['status'], 'pending'>;
}

/**
 * Whether every cent, every unit and every order is accounted for.
 *
 * - money: no customer has more or less than before, what stands in confirmed orders included; no wallet is below zero.
 * - stock: of no product there is more or less than before, what stands in confirmed orders included; nothing is below zero.
 * - orders: none is pending; every order that a customer was told of is there, and is what the customer was told.
 * - effects: every key has led to one order at most. A request whose outcome nobody knows may have led to one.
 * - events: what became of an order has led to one notice each time, and every confirmed order to one basket of the recommendations.
 *
 * Each is `unknown` where nothing was done that could have gone wrong.
 *
 * @param asked all requests for orders between the two readings of the books
 */
export function judge(before: Totals, books: Books, asked: readonly Asked[]): CheckResult[] {
  const after = totalsOf(books);
  const fresh = after.orders - before.orders;
  const verdict = (id: string, mistakes: readonly string[], done: Text): CheckResult => {
    if (mistakes.length > 0) return { id, result: 'fail', detail: `${inWords(mistakes)}.` };
    return fresh === 0
      ? {
          id,
          result: 'unknown',
          detail: 'No order was placed: there was nothing to go wrong.',
          detailInKorean: '주문이 없어서 잘못될 것도 없었다.',
        }
      : { id, result: 'pass', detail: done.en, detailInKorean: done.ko };
  };
  const confirmed = asked.filter(({ told }) => told?.status === 'confirmed').length;
  const [wallets, shelves] = [after.wallets.length, Object.keys(after.shelves).length];
  const [notices, baskets] = [sumOf(books.kept, 'notices'), sumOf(books.kept, 'baskets')];
  return [
    verdict('money', moneyMistakes(before, after, books), {
      en: `${wallets} wallets add up.`,
      ko: `지갑 ${wallets}개의 금액이 맞는다.`,
    }),
    verdict('stock', stockMistakes(before, after, books), {
      en: `Shelves: ${shelves}. Each adds up.`,
      ko: `상품 ${shelves}개의 재고가 맞는다.`,
    }),
    verdict('orders', orderMistakes(asked, books), {
      en: `Orders: ${fresh}. Each has ended. Confirmed to customers: ${confirmed}. Each of them stands.`,
      ko: `주문 ${fresh}건이 모두 끝났고, 고객에게 확정을 알린 ${confirmed}건이 그대로 있다.`,
    }),
    verdict('effects', effectMistakes(asked, fresh), {
      en: `Keys: ${asked.length}. Orders: ${fresh}. No key led to two.`,
      ko: `키 ${asked.length}개, 주문 ${fresh}건. 한 키로 두 번 주문된 것은 없다.`,
    }),
    verdict('events', eventMistakes(before, after), {
      en: `${notices} notices and ${baskets} baskets agree with the orders.`,
      ko: `알림 ${notices}건과 장바구니 ${baskets}개가 주문과 맞는다.`,
    }),
  ];
}

function moneyMistakes(before: Totals, after: Totals, { balances }: Books): string[] {
  return before.wallets.flatMap((total, customer) => {
    const missing = total - (after.wallets[customer] ?? 0);
    return [
      ...(missing === 0 ? [] : [`wallet ${customer} holds ${missing} too little`]),
      ...((balances[customer] ?? 0) < 0 ? [`wallet ${customer} is below zero`] : []),
    ];
  });
}

function stockMistakes(before: Totals, after: Totals, { available }: Books): string[] {
  return Object.entries(before.shelves).flatMap(([sku, units]) => {
    const missing = units - (after.shelves[sku] ?? 0);
    return [
      ...(missing === 0 ? [] : [`${missing} of ${sku} too few are available`]),
      ...((available[sku] ?? 0) < 0 ? [`less than nothing of ${sku} is available`] : []),
    ];
  });
}

function orderMistakes(asked: readonly Asked[], { orders }: Books): string[] {
  const byId = new Map(orders.flat().map((order) => [order.id, order]));
  const pending = [...byId.values()].filter(({ status }) => status === 'pending');
  const broken = asked.flatMap(({ key, told }) => {
    if (!told) return [];
    const order = byId.get(told.id);
    if (!order) return [`the order of request ${key} was ${told.status} and is gone`];
    return order.status === told.status ? [] : [`order ${order.id} was ${told.status}, now ${order.status}`];
  });
  return [...pending.map(({ id }) => `order ${id} is still pending`), ...broken];
}

function effectMistakes(asked: readonly Asked[], fresh: number): string[] {
  const ids = asked.flatMap(({ told }) => told?.id ?? []);
  const orders = new Set(ids).size;
  const unasked = fresh - asked.length;
  return [
    ...(orders < ids.length ? [`${ids.length} keys share ${orders} orders`] : []),
    ...(unasked > 0 ? [`there are ${unasked} orders more than keys`] : []),
  ];
}

function eventMistakes(before: Totals, after: Totals): string[] {
  return before.kept.flatMap((then, customer) =>
    (['notices', 'baskets'] as const).flatMap((what) => {
      const more = (after.kept[customer]?.[what] ?? 0) - then[what];
      if (more === 0) return [];
      return [`customer ${customer} has ${Math.abs(more)} ${what} too ${more > 0 ? 'many' : 'few'}`];
    }),
  );
}

const sumOf = (kept: readonly Kept[], what: keyof Kept): number =>
  kept.reduce((sum, each) => sum + each[what], 0);

/** The first few, and how many more there are. */
function inWords(mistakes: readonly string[]): string {
  const more = mistakes.length > 3 ? `, and ${mistakes.length - 3} more` : '';
  return `${mistakes.slice(0, 3).join('; ')}${more}`;
}
