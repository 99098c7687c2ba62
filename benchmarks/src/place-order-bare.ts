import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { BareConnection } from './bare-sqlite.ts';
import type { Wish } from './example-orders.ts';

/** An order as the shop's API answers it. */
interface PlacedOrder {
  readonly id: string;
  readonly customerId: string;
  readonly status: 'confirmed';
  readonly reason: null;
  readonly lines: readonly object[];
  readonly total: { readonly amount: number; readonly currency: string };
  readonly placedAt: string;
}

interface OrderConfirmed {
  readonly id: string;
  readonly type: 'order.confirmed';
  readonly occurredAt: string;
  readonly data: {
    readonly orderId: string;
    readonly customerId: string;
    readonly lines: Wish['lines'];
    readonly total: PlacedOrder['total'];
  };
}

/** Every statement of an order, with the text that the stores use; `place-order.test.ts` compares the two. */
const READ = {
  products:
    'SELECT sku, name, description, category, amount, currency FROM products WHERE sku IN (SELECT value FROM json_each(?))',
} as const;

const WRITE = {
  begin: 'BEGIN IMMEDIATE',
  insertOrder: `INSERT INTO orders (id, customer_id, status, reason, lines, amount, currency, placed_at, idempotency_key,
    request_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  reservation: 'SELECT order_id AS "orderId", status, lines FROM reservations WHERE order_id = ?',
  levels:
    'SELECT sku, on_hand AS "onHand", reserved FROM stock WHERE sku IN (SELECT value FROM json_each(?))',
  adjustStock: `UPDATE stock SET on_hand = on_hand + (value ->> 1), reserved = reserved + (value ->> 2)
    FROM json_each(?) WHERE sku = value ->> 0`,
  saveReservation: `INSERT INTO reservations (order_id, status, lines) VALUES (?, ?, ?)
    ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, lines = excluded.lines`,
  payment: 'SELECT order_id, customer_id, amount, currency, status FROM payments WHERE order_id = ?',
  wallet: 'SELECT customer_id, amount, currency FROM wallets WHERE customer_id = ?',
  adjustBalance: 'UPDATE wallets SET amount = amount + ? WHERE customer_id = ?',
  appendEntries:
    'INSERT INTO ledger (transfer, account, amount) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)',
  savePayment: `INSERT INTO payments (order_id, customer_id, amount, currency, status) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (order_id) DO UPDATE SET customer_id = excluded.customer_id, amount = excluded.amount,
    currency = excluded.currency, status = excluded.status`,
  transition: 'UPDATE orders SET status = ?, reason = COALESCE(?, reason) WHERE id = ? AND status = ?',
  addEvent: 'INSERT INTO outbox (id, event) VALUES (?, ?) ON CONFLICT DO NOTHING',
  appliedBy:
    'SELECT subscriber FROM inbox WHERE subscriber IN (SELECT value FROM json_each(?)) AND event_id = ?',
  addNotice:
    'INSERT INTO notices (id, customer_id, order_id, type, text, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  addBasket: 'INSERT INTO baskets (order_id, customer_id, skus) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  eventDelivered: 'DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))',
  commit: 'COMMIT',
} as const;

const SUBSCRIBERS = JSON.stringify(['notifications', 'recommendations']);

interface ProductRow {
  readonly sku: string;
  readonly name: string;
  readonly amount: number;
  readonly currency: string;
}

/**
 * Orders by hand: the two transactions of the monolith, and not a line more. There is one writer: only one call of `confirm` or
 * `deliver` may be under way.
 */
export async function openBareShop(file: string) {
  const reader = await BareConnection.open(file);
  const writer = await BareConnection.open(file);
  const read = prepareAll(reader, READ);
  const write = prepareAll(writer, WRITE);

  /** Places an order. @returns it, and the event that is to be delivered */
  async function confirm({ customerId, lines, idempotencyKey }: Wish) {
    const skus = JSON.stringify(lines.map((line) => line.sku));
    const found = await read.products.all<ProductRow>(skus);
    const products = new Map(found.map((product) => [product.sku, product]));
    const priced = lines.map(({ sku, quantity }) => {
      const product = products.get(sku);
      if (!product) throw new Error(`there is no product ${sku}`);
      const { name, amount, currency } = product;
      return { sku, name, unitPrice: { amount, currency }, quantity };
    });
    const amount = priced.reduce((sum, { unitPrice, quantity }) => sum + unitPrice.amount * quantity, 0);
    const total = { amount, currency: 'EUR' };
    const id = uuidv7();
    const placedAt = new Date().toISOString();
    const hash = createHash('sha256')
      .update(JSON.stringify(lines.map(({ sku, quantity }) => [sku, quantity])))
      .digest('hex');

    await write.begin.run();
    await write.insertOrder.run(
      ...[id, customerId, 'pending', null, JSON.stringify(priced), amount, 'EUR', placedAt],
      ...[idempotencyKey, hash],
    );
    await write.reservation.all(id);
    const levels = new Map(
      (await write.levels.all<{ sku: string; onHand: number; reserved: number }>(skus)).map((level) => [
        level.sku,
        level.onHand - level.reserved,
      ]),
    );
    for (const { sku, quantity } of lines) {
      if ((levels.get(sku) ?? 0) < quantity) throw new Error(`${sku} is out of stock`);
    }
    await write.adjustStock.run(JSON.stringify(lines.map(({ sku, quantity }) => [sku, 0, quantity])));
    await write.saveReservation.run(id, 'held', JSON.stringify(lines));

    await write.payment.all(id);
    const [wallet] = await write.wallet.all<{ amount: number }>(customerId);
    if (!wallet || wallet.amount < amount) throw new Error(`${customerId} has not enough money`);
    await write.adjustBalance.run(-amount, customerId);
    const transfer = `charge:${id}`;
    await write.appendEntries.run(
      JSON.stringify([
        [transfer, `wallet:${customerId}`, -amount],
        [transfer, 'shop:revenue', amount],
      ]),
    );
    await write.savePayment.run(id, customerId, amount, 'EUR', 'charged');

    await write.transition.run('confirmed', null, id, 'pending');
    const event: OrderConfirmed = {
      id: `order.confirmed:${id}`,
      type: 'order.confirmed',
      occurredAt: new Date().toISOString(),
      data: { orderId: id, customerId, lines, total },
    };
    await write.addEvent.run(event.id, JSON.stringify(event));

    const [held] = await write.reservation.all<{ lines: string }>(id);
    const sold: Wish['lines'] = JSON.parse(held?.lines ?? '[]');
    await write.adjustStock.run(JSON.stringify(sold.map(({ sku, quantity }) => [sku, -quantity, -quantity])));
    await write.saveReservation.run(id, 'sold', JSON.stringify(sold));
    await write.commit.run();
    const order: PlacedOrder = {
      ...{ id, customerId, status: 'confirmed', reason: null },
      ...{ lines: priced, total, placedAt },
    };
    return { order, event };
  }

  /** Applies an order's event: a notice for the customer, and a basket for recommendations. */
  async function deliver({ id, type, occurredAt, data }: OrderConfirmed): Promise<void> {
    const { orderId, customerId, lines, total } = data;
    await write.begin.run();
    await write.eventDelivered.run(JSON.stringify([id]));
    await write.appliedBy.all(SUBSCRIBERS, id);
    const text = `Your order over ${(total.amount / 100).toFixed(2)} EUR is confirmed.`;
    await write.addNotice.run(id, customerId, orderId, type, text, occurredAt);
    await write.addBasket.run(orderId, customerId, JSON.stringify(lines.map(({ sku }) => sku)));
    await write.commit.run();
  }

  async function close(): Promise<void> {
    const statements = [...Object.values(read), ...Object.values(write)];
    await Promise.all(statements.map((statement) => statement.finalize()));
    await writer.close();
    await reader.close();
  }

  return { confirm, deliver, close };
}

function prepareAll<Name extends string>(connection: BareConnection, texts: Readonly<Record<Name, string>>) {
  const entries = Object.entries<string>(texts).map(([name, sql]) => [name, connection.prepare(sql)]);
  return Object.fromEntries(entries) as Record<Name, ReturnType<BareConnection['prepare']>>;
}
