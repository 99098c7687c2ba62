import { AsyncLocalStorage } from 'node:async_hooks';
import type { Books } from '@lab/scenarios/shop/books';
import type { Asked, Cancellation, ToldOrder } from '@lab/scenarios/shop/checkers/checker';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import type {
  BusinessProcessOutcome,
  BusinessProcessRunner,
  Execute,
} from '@lab/shared-domain/kernel/business-process';
import { Saga } from '@lab/shared-domain/kernel/saga';
import type { SagaLog } from '@lab/shared-domain/kernel/saga-log';
import type { UnitOfWork } from '@lab/shared-domain/kernel/unit-of-work';
import { orderCancellation } from '@lab/shared-domain/orders/cancel-order';
import type { Order, StoredOrder } from '@lab/shared-domain/orders/orders';
import { orderPlacement } from '@lab/shared-domain/orders/place-order';
import { createPayments, transfer } from '@lab/shared-domain/payments/payments-service';
import type { Turn } from './explore.ts';

const PRICE = { amount: 100, currency: 'EUR' };
const MOST = 100;

/** What an outcome tells the customer of an order. */
const TOLD: { readonly [S in BusinessProcessOutcome['status']]?: ToldOrder['status'] } = {
  completed: 'confirmed',
  refused: 'rejected',
};

/**
 * All shops share them, each with a product and a customer of its own: the runtime never lets go of the storage that a database has for its
 * ambient transaction, and each promise gets slower by every one of them.
 */
const DATABASES = {
  orders: createMemoryDatabase(),
  inventory: createMemoryDatabase(),
  payments: createMemoryDatabase(),
};

/** Whose commits are under way. Nobody's where a test prepares something. */
const activity = new AsyncLocalStorage<string>();

/**
 * Orders, inventory and payments with a database each, as the services have them, in this process. Each commit of an activity, and each
 * record of a saga's progress, waits for the activity's turn: so all orders of commits can be tried.
 */
export class SmallShop {
  static #opened = 0;
  readonly #number = SmallShop.#opened++;
  readonly #sku = `SKU-${this.#number}`;
  readonly #customer = `customer-${this.#number}`;
  readonly #ends = new Map<string, () => void>();
  /** What the customer has asked for, and been told of it. */
  readonly asked: Asked[] = [];
  readonly cancellations: Cancellation[] = [];
  readonly #saga: Saga;
  readonly #place: Execute<StoredOrder>;
  readonly #cancel: Execute<Order>;

  private constructor(turn: Turn, around: (saga: Saga) => BusinessProcessRunner) {
    const { orders, inventory, payments } = DATABASES;
    const inTurn = (unitOfWork: UnitOfWork): UnitOfWork => ({
      async write(work) {
        const name = activity.getStore();
        if (name !== undefined) await turn(name);
        return unitOfWork.write(work);
      },
      afterCommit: (hook) => unitOfWork.afterCommit(hook),
    });
    const log: SagaLog = {
      ...orders.sagaLog,
      end: async (id, owner) => {
        const ended = await orders.sagaLog.end(id, owner);
        if (ended) this.#ends.get(id)?.();
        return ended;
      },
    };
    this.#saga = new Saga({ unitOfWork: inTurn(orders.unitOfWork), log });
    const contexts = {
      store: orders.stores.orders,
      inventory: createInventory({
        store: inventory.stores.inventory,
        unitOfWork: inTurn(inventory.unitOfWork),
      }),
      payments: createPayments({ store: payments.stores.payments, unitOfWork: inTurn(payments.unitOfWork) }),
      events: { publish: orders.outbox.add },
      clock: { now: () => new Date(0) },
    };
    const runner = around(this.#saga);
    this.#place = runner.executorOf(orderPlacement(contexts));
    this.#cancel = runner.executorOf(orderCancellation(contexts));
  }

  /** @param holds units on the shelf, and orders that the wallet can pay for */
  static async open(
    turn: Turn,
    holds: { readonly units: number; readonly payable: number },
    around: (saga: Saga) => BusinessProcessRunner = (saga) => saga,
  ): Promise<SmallShop> {
    const shop = new SmallShop(turn, around);
    const levels = [{ sku: shop.#sku, onHand: holds.units, reserved: 0 }];
    await DATABASES.inventory.stores.inventory.addAll(levels, []);
    const balance = { ...PRICE, amount: PRICE.amount * holds.payable };
    await DATABASES.payments.stores.payments.addAll({
      wallets: [{ customerId: shop.#customer, balance }],
      payments: [],
      entries: transfer(shop.#customer, 'bank:deposits', `wallet:${shop.#customer}`, balance.amount),
    });
    return shop;
  }

  /** Orders one unit. Resolves when the saga has ended, which may be after its answer. */
  async place(name: string): Promise<void> {
    const id = this.#idOf(name);
    const order: StoredOrder = {
      ...{ id, customerId: this.#customer, reason: null, placedAt: '' },
      status: 'pending',
      lines: [{ sku: this.#sku, name: '', unitPrice: PRICE, quantity: 1 }],
      total: PRICE,
      idempotency: { key: id, requestHash: '' },
    };
    const { status } = await this.#toItsEnd(`place-order:${id}`, name, () => this.#place(id, order));
    const told = TOLD[status];
    this.asked.push({ key: id, told: told && { id, status: told } });
  }

  /** Cancels a confirmed order, as the activity `cancel <name>`. */
  async cancel(name: string): Promise<void> {
    const id = this.#idOf(name);
    const order = await DATABASES.orders.stores.orders.byId(id);
    if (!order) throw new Error(`there is no order ${name}`);
    const cancel = () => this.#cancel(id, order);
    const { status } = await this.#toItsEnd(`cancel-order:${id}`, `cancel ${name}`, cancel);
    this.cancellations.push({ orderId: id, told: status === 'completed' });
  }

  #idOf(name: string): string {
    return `${this.#number}-${name}`;
  }

  async #toItsEnd<T>(saga: string, name: string, execute: () => Promise<T>): Promise<T> {
    const ended = new Promise<void>((resolve) => this.#ends.set(saga, resolve));
    const outcome = await activity.run(name, execute);
    await ended;
    return outcome;
  }

  /** The books, once nothing is under way. Events count as applied when they have been committed. */
  async books(): Promise<Books> {
    // The last commit follows its saga's end.
    await new Promise(setImmediate);
    const { orders, inventory, payments } = DATABASES;
    const listed = await orders.stores.orders.list({ customerId: this.#customer, limit: MOST });
    const events = await orders.outbox.pending(MOST);
    const [level] = await inventory.stores.inventory.levels([this.#sku]);
    const wallet = await payments.stores.payments.wallet(this.#customer);
    return {
      balances: [wallet?.balance.amount ?? Number.NaN],
      available: { [this.#sku]: (level?.onHand ?? Number.NaN) - (level?.reserved ?? Number.NaN) },
      orders: [listed],
      kept: [
        {
          notices: events.map(({ id }) => id),
          baskets: events.flatMap((event) => (event.type === 'order.confirmed' ? [event.data.orderId] : [])),
        },
      ],
      reserved: { [this.#sku]: level?.reserved ?? Number.NaN },
      ledger: await payments.stores.payments.totals(),
    };
  }

  /** Sagas that have begun and not ended. */
  openSagas(): Promise<number> {
    return DATABASES.orders.sagaLog.open();
  }

  /** Takes its events along. */
  async close(): Promise<void> {
    await this.#saga.stop();
    const { outbox } = DATABASES.orders;
    await outbox.delivered((await outbox.pending(MOST)).map(({ id }) => id));
  }
}
