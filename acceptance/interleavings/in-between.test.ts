import { AsyncLocalStorage } from 'node:async_hooks';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { LocalTransaction } from '@lab/shared-domain/kernel/local-transaction';
import { euros } from '@lab/shared-domain/kernel/money';
import type { UnitOfWork } from '@lab/shared-domain/kernel/unit-of-work';
import { orderCancellation } from '@lab/shared-domain/orders/cancel-order';
import type { StoredOrder } from '@lab/shared-domain/orders/orders';
import { orderPlacement } from '@lab/shared-domain/orders/place-order';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import { expect, it } from 'vitest';
import { SmallShop } from './small-shop.ts';

/** Three units are on the shelf. One costs 100. */
const UNITS = 3;

/** What a reader finds who looks everywhere at once. */
interface Sight {
  readonly status: string | undefined;
  readonly available: number | undefined;
  readonly reserved: number | undefined;
  readonly balance: number | undefined;
}

/** What has been seen, each sight once where nothing has changed since the one before. */
class Seen {
  readonly sights: string[] = [];

  add({ status = 'no order', available, reserved, balance }: Sight): void {
    const sight = `${status}: ${available} left, ${reserved} held, ${balance} in the wallet`;
    if (sight !== this.sights.at(-1)) this.sights.push(sight);
  }
}

/** A reader looks before each commit of a saga, and behind the last one. @param first what is done before anybody looks */
async function inASaga(
  payable: number,
  act: (shop: SmallShop) => Promise<void>,
  first: (shop: SmallShop) => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  const seen = new Seen();
  let look = async (): Promise<void> => undefined;
  const shop = await SmallShop.open(() => look(), { units: UNITS, payable });
  await first(shop);
  look = async () => {
    const { orders, available, reserved, balances } = await shop.books();
    seen.add({
      status: orders.flat()[0]?.status,
      available: Object.values(available)[0],
      reserved: Object.values(reserved)[0],
      balance: balances[0],
    });
  };
  await act(shop);
  await look();
  await shop.close();
  return seen.sights;
}

const ORDER: StoredOrder = {
  ...{ id: 'o', customerId: 'c', reason: null, placedAt: '', total: euros(100) },
  status: 'pending',
  lines: [{ sku: 'tea', name: '', unitPrice: euros(100), quantity: 1 }],
  idempotency: { key: 'k', requestHash: '' },
};

/** The same in one transaction over one database. The reader is outside of it, and looks between all of its steps, too. */
async function inOneTransaction(payable: number, cancels: boolean): Promise<readonly string[]> {
  const seen = new Seen();
  const { stores, unitOfWork, outbox } = createMemoryDatabase();
  await stores.inventory.addAll([{ sku: 'tea', onHand: UNITS, reserved: 0 }], []);
  const wallets = [{ customerId: 'c', balance: euros(100 * payable) }];
  await stores.payments.addAll({ wallets, payments: [], entries: [] });
  const outside = AsyncLocalStorage.snapshot();
  const look = async () => {
    const [level] = await stores.inventory.levels(['tea']);
    seen.add({
      status: (await stores.orders.byId('o'))?.status,
      available: level && level.onHand - level.reserved,
      reserved: level?.reserved,
      balance: (await stores.payments.wallet('c'))?.balance.amount,
    });
  };
  let looks = async (): Promise<void> => undefined;
  const watched: UnitOfWork = {
    async write(work) {
      await outside(() => looks());
      return unitOfWork.write(work);
    },
    afterCommit: (hook) => unitOfWork.afterCommit(hook),
  };
  const contexts = {
    store: stores.orders,
    inventory: createInventory({ store: stores.inventory, unitOfWork: watched }),
    payments: createPayments({ store: stores.payments, unitOfWork: watched }),
    events: { publish: outbox.add },
    clock: { now: () => new Date(0) },
  };
  const runner = new LocalTransaction(watched);
  const place = runner.executorOf(orderPlacement(contexts));
  const cancel = runner.executorOf(orderCancellation(contexts));
  if (cancels) await place('o', ORDER);
  looks = look;
  await (cancels ? cancel('o', ORDER) : place('o', ORDER));
  await look();
  return seen.sights;
}

const place = (shop: SmallShop) => shop.place('one');

it('a saga that succeeds shows four states in between, and one transaction none', async () => {
  const [before, after] = [
    'no order: 3 left, 0 held, 300 in the wallet',
    'confirmed: 2 left, 0 held, 200 in the wallet',
  ];
  expect(await inASaga(3, place)).toEqual([
    before,
    'pending: 3 left, 0 held, 300 in the wallet',
    'pending: 2 left, 1 held, 300 in the wallet',
    'pending: 2 left, 1 held, 200 in the wallet',
    // The customer is answered. Only staff can see that the unit is still held.
    'confirmed: 2 left, 1 held, 200 in the wallet',
    after,
  ]);
  expect(await inOneTransaction(3, false)).toEqual([before, after]);
});

it('a saga that is taken back shows a unit as gone that nobody buys, and one transaction does not', async () => {
  const [before, after] = [
    'no order: 3 left, 0 held, 0 in the wallet',
    'rejected: 3 left, 0 held, 0 in the wallet',
  ];
  expect(await inASaga(0, place)).toEqual([
    before,
    'pending: 3 left, 0 held, 0 in the wallet',
    'pending: 2 left, 1 held, 0 in the wallet',
    'pending: 3 left, 0 held, 0 in the wallet',
    after,
  ]);
  expect(await inOneTransaction(0, false)).toEqual([before, after]);
});

it('a cancellation shows an order that is cancelled and still paid, and one transaction does not', async () => {
  const [before, after] = [
    'confirmed: 2 left, 0 held, 200 in the wallet',
    'cancelled: 3 left, 0 held, 300 in the wallet',
  ];
  expect(await inASaga(3, (shop) => shop.cancel('one'), place)).toEqual([
    before,
    'cancelled: 2 left, 0 held, 200 in the wallet',
    'cancelled: 2 left, 0 held, 300 in the wallet',
    after,
  ]);
  expect(await inOneTransaction(3, true)).toEqual([before, after]);
});
