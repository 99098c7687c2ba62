import { CATALOG_METHODS, type Catalog, type Product } from '@lab/shared-domain/catalog/catalog';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import {
  NOTIFICATIONS_METHODS,
  type Notice,
  type Notifications,
} from '@lab/shared-domain/notifications/notifications';
import { ORDERS_METHODS, type Order, type Orders } from '@lab/shared-domain/orders/orders';
import { PAYMENTS_METHODS, type Payments } from '@lab/shared-domain/payments/payments';
import {
  RECOMMENDATIONS_METHODS,
  type Recommendations,
} from '@lab/shared-domain/recommendations/recommendations';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { OPERATIONS, pathOf, protobufCodec } from './protobuf.ts';

type Method = (payload: never) => Promise<unknown>;

/** What is asked of an operation and what it may answer, as its interface has it: another field there is a compile error here. */
interface Samples<F extends Method> {
  readonly asked: readonly Required<Parameters<F>[0]>[];
  readonly answered: readonly Awaited<ReturnType<F>>[];
}

type SamplesOf<T> = { readonly [Name in keyof T]: Samples<Extract<T[Name], Method>> };

/** More than 32 bits, and not less than a number can say exactly. */
const LARGE = 9_007_199_254_740_991;

const product: Product = {
  sku: 'SKU-00001',
  name: 'Grüner Tee, 100 g',
  description: '',
  category: 'home',
  price: { amount: LARGE, currency: 'EUR' },
};
const order: Order = {
  id: '0199-order',
  customerId: 'cus-001',
  status: 'confirmed',
  reason: null,
  lines: [{ sku: product.sku, name: product.name, unitPrice: product.price, quantity: 3 }],
  total: { amount: 0, currency: 'EUR' },
  placedAt: '2026-11-30T12:00:00.000Z',
};
const rejected: Order = { ...order, status: 'rejected', reason: 'out-of-stock', lines: [] };
const notice: Notice = {
  id: 'order.confirmed:o1',
  customerId: 'cus-001',
  orderId: 'o1',
  type: 'order.confirmed',
  text: '주문이 확정되었습니다',
  createdAt: '2026-11-30T12:00:00.000Z',
};
const done = { ok: true, value: null } as const;
const refused = <Code extends string>(code: Code) => ({ ok: false, code, detail: 'why' }) as const;
const page = { limit: 20, cursor: 'after this' };
const customer = { customerId: 'cus-001' };
const one = { orderId: 'o1', customerId: 'cus-001' };

const catalog: SamplesOf<Catalog> = {
  list: {
    asked: [{ ...page, category: 'home' }],
    answered: [
      { items: [product, product], nextCursor: 'SKU-00001' },
      { items: [], nextCursor: null },
    ],
  },
  find: { asked: [{ skus: ['a', 'b'] }, { skus: [] }], answered: [[product], []] },
  changePrice: {
    asked: [{ sku: 'a', price: product.price }],
    answered: [{ ok: true, value: product }, refused('unknown-product')],
  },
};
const inventory: SamplesOf<Inventory> = {
  levels: { asked: [{ skus: ['a'] }], answered: [[{ sku: 'a', onHand: 0, reserved: LARGE }]] },
  reserve: {
    asked: [{ orderId: 'o1', lines: [{ sku: 'a', quantity: 2 }] }],
    answered: [done, refused('out-of-stock')],
  },
  commit: { asked: [{ orderId: 'o1' }], answered: [done, refused('reservation-closed')] },
  release: { asked: [{ orderId: 'o1' }], answered: [done] },
};
const orders: SamplesOf<Orders> = {
  place: {
    asked: [{ ...customer, lines: [{ sku: 'a', quantity: 2 }], idempotencyKey: 'k' }],
    answered: [{ ok: true, value: order }, { ok: true, value: rejected }, refused('unknown-product')],
  },
  get: { asked: [one], answered: [{ ok: true, value: order }, refused('unknown-order')] },
  list: {
    asked: [{ ...customer, ...page }],
    answered: [
      { items: [order, rejected], nextCursor: null },
      { items: [], nextCursor: 'x' },
    ],
  },
  cancel: { asked: [one], answered: [{ ok: true, value: order }, refused('order-not-cancellable')] },
};
const payments: SamplesOf<Payments> = {
  wallet: {
    asked: [customer],
    answered: [
      { ok: true, value: { ...customer, balance: { amount: 0, currency: 'EUR' } } },
      refused('unknown-customer'),
    ],
  },
  charge: {
    asked: [{ ...one, amount: { amount: 1, currency: 'EUR' } }],
    answered: [done, refused('insufficient-funds')],
  },
  refund: { asked: [one], answered: [done] },
  ledger: { asked: [{}], answered: [{ balances: LARGE, wallets: LARGE, others: -LARGE }] },
};
const notifications: SamplesOf<Notifications> = {
  list: { asked: [{ ...customer, ...page }], answered: [{ items: [notice], nextCursor: null }] },
  ids: { asked: [customer], answered: [[], ['order.confirmed:o1', 'order.cancelled:o1']] },
};
const recommendations: SamplesOf<Recommendations> = {
  forProduct: { asked: [{ sku: 'a', limit: 5 }], answered: [[{ sku: 'b', score: 0.123 }], []] },
  forCustomer: { asked: [{ ...customer, limit: 5 }], answered: [[{ sku: 'b', score: 1 }]] },
  baskets: { asked: [customer], answered: [[], ['o1', 'o2']] },
};
const CONTEXTS = { catalog, inventory, orders, payments, notifications, recommendations };

const METHODS = {
  catalog: CATALOG_METHODS,
  inventory: INVENTORY_METHODS,
  orders: ORDERS_METHODS,
  payments: PAYMENTS_METHODS,
  notifications: NOTIFICATIONS_METHODS,
  recommendations: RECOMMENDATIONS_METHODS,
};

interface AnySamples {
  readonly asked: readonly unknown[];
  readonly answered: readonly unknown[];
}

const SAMPLES = Object.entries(CONTEXTS).flatMap(([context, methods]) =>
  Object.entries(methods as Readonly<Record<string, AnySamples>>).map(
    ([method, samples]) => [`${context}.${method}`, samples] as const,
  ),
);

const there = (part: 'request' | 'result', pattern: string, value: unknown) =>
  protobufCodec.read(part, pattern, protobufCodec.write(part, pattern, value));

it('has messages for every operation of every context, and for no other', () => {
  const all = Object.entries(METHODS).flatMap(([context, names]) =>
    names.map((name) => `${context}.${name}`),
  );
  expect([...OPERATIONS].sort()).toEqual(all.sort());
});

describe.each(SAMPLES)('%s', (pattern, { asked, answered }) => {
  it('is asked for what was asked, and answered what was answered', () => {
    for (const value of asked) expect(there('request', pattern, value)).toEqual(value);
    for (const value of answered) expect(there('result', pattern, value)).toStrictEqual(value);
  });
});

it('leaves out what was not asked for', () => {
  expect(there('request', 'catalog.list', { limit: 5, category: undefined })).toEqual({ limit: 5 });
});

it('reads what an encoder has written that leaves defaults out', () => {
  const nothing = { balances: 0, wallets: 0, others: 0 };
  expect(protobufCodec.read('result', 'payments.ledger', Buffer.alloc(0))).toEqual(nothing);
  expect(protobufCodec.read('result', 'catalog.find', Buffer.alloc(0))).toEqual([]);
});

it.each([undefined, null, 7, 'text', { nested: [1, null] }])(
  'carries %j as JSON where an operation has no message of its own',
  (value) => {
    expect(there('request', 'catalog-feed.version', value)).toEqual(value);
    expect(there('result', 'catalog-feed.version', value)).toEqual(value);
  },
);

it('throws at what is no message', () => {
  expect(() => protobufCodec.read('request', 'catalog.find', Buffer.from('{"skus":[]}'))).toThrow();
});

it('names operations as gRPC does', () => {
  expect(pathOf('catalog.changePrice')).toBe('/shop.Catalog/ChangePrice');
  expect(pathOf('catalog-feed.version')).toBe('/shop.Catalog-feed/Version');
});

it('writes fields, not a text in one of them', () => {
  const content = protobufCodec.write('result', 'catalog.find', [product]);
  const reader = protobuf.Reader.create(content);
  expect(reader.uint32()).toBe((1 << 3) | 2);
  const end = reader.uint32() + reader.pos;
  const fields: number[] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    fields.push(tag >>> 3);
    reader.skipType(tag & 7);
  }
  expect(fields).toEqual([1, 2, 3, 4, 5]);
});
