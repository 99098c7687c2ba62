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
import { Overtaken } from '@lab/shared-domain/kernel/overtaken';
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

/** A process of the service of orders. */
interface Instance {
  readonly saga: Saga;
  readonly place: Execute<StoredOrder>;
  readonly cancel: Execute<Order>;
  /** By saga, who waits until this process does not drive it any more: it has ended, or somebody else has it. */
  readonly ends: Map<string, () => void>;
  /** Those that it has taken up, until then. */
  readonly taken: Promise<void>[];
}

/**
 * Orders, inventory and payments with a database each, as the services have them, in this process. Each commit of an activity, and each
 * record of a saga's progress, waits for the activity's turn: so all orders of commits can be tried.
 */
export class SmallShop {
  static #opened = 0;
  readonly #number = SmallShop.#opened++;
  readonly #sku = `SKU-${this.#number}`;
  readonly #customer = `customer-${this.#number}`;
  /** What the customer has asked for, and been told of it. */
  readonly asked: Asked[] = [];
  readonly cancellations: Cancellation[] = [];
  readonly #instances: Instance[] = [];
  readonly #orders: Instance;
  /** By saga, what of the instance waits that has taken it up from another one. */
  readonly #takenBy = new Map<string, Instance['ends']>();
  /** Sagas of which somebody has written who had lost them to another instance. */
  readonly intrusions: string[] = [];

  private constructor(
    private readonly turn: Turn,
    private readonly around: (saga: Saga) => BusinessProcessRunner,
  ) {
    this.#orders = this.#instance();
  }

  /** All are one and the same to the log: the next one takes the sagas of those before, whatever they still do. */
  #instance(): Instance {
    const { turn } = this;
    const { orders, inventory, payments } = DATABASES;
    const ends: Instance['ends'] = new Map();
    const taken: Instance['taken'] = [];
    const inTurn = (unitOfWork: UnitOfWork): UnitOfWork => ({
      async write(work) {
        const name = activity.getStore();
        if (name !== undefined) await turn(name);
        return unitOfWork.write(work);
      },
      afterCommit: (hook) => unitOfWork.afterCommit(hook),
    });
    const seen = (id: string, written: boolean) => {
      if (written && (this.#takenBy.get(id) ?? ends) !== ends) this.intrusions.push(id);
      return written;
    };
    const log: SagaLog = {
      ...orders.sagaLog,
      advance: async (saga, by) => seen(saga.id, await orders.sagaLog.advance(saga, by)),
      end: async (id, by) => {
        const ended = seen(id, await orders.sagaLog.end(id, by));
        if (ended) ends.get(id)?.();
        return ended;
      },
      takeOver: async (lease, claim) => {
        const sagas = await orders.sagaLog.takeOver(lease, claim);
        for (const { id } of sagas) {
          this.#takenBy.set(id, ends);
          taken.push(new Promise((resolve) => ends.set(id, resolve)));
        }
        return sagas;
      },
    };
    const saga = new Saga({
      ...{ unitOfWork: inTurn(orders.unitOfWork), log, instance: `orders ${this.#number}` },
      onFailure: ({ saga: id, error }) => {
        if (error instanceof Overtaken) ends.get(id)?.();
      },
    });
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
    const runner = this.around(saga);
    const place = runner.executorOf(orderPlacement(contexts));
    const cancel = runner.executorOf(orderCancellation(contexts));
    const instance = { saga, place, cancel, ends, taken };
    this.#instances.push(instance);
    return instance;
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

  /** Orders one unit. Resolves when the saga has ended, which may be after its answer, or when another instance has it. */
  async place(name: string): Promise<void> {
    const id = this.#idOf(name);
    const order: StoredOrder = {
      ...{ id, customerId: this.#customer, reason: null, placedAt: '' },
      status: 'pending',
      lines: [{ sku: this.#sku, name: '', unitPrice: PRICE, quantity: 1 }],
      total: PRICE,
      idempotency: { key: id, requestHash: '' },
    };
    const { status } = await this.#toItsEnd(`place-order:${id}`, name, () => this.#orders.place(id, order));
    const told = TOLD[status];
    this.asked.push({ key: id, told: told && { id, status: told } });
  }

  /** Cancels a confirmed order, as the activity `cancel <name>`. */
  async cancel(name: string): Promise<void> {
    const id = this.#idOf(name);
    const order = await DATABASES.orders.stores.orders.byId(id);
    if (!order) throw new Error(`there is no order ${name}`);
    const cancel = () => this.#orders.cancel(id, order);
    const { status } = await this.#toItsEnd(`cancel-order:${id}`, `cancel ${name}`, cancel);
    this.cancellations.push({ orderId: id, told: status === 'completed' });
  }

  /** What another instance does, as the activity `name`, which takes the one that has begun all for dead. Resolves when it drives nothing more. */
  async takeUp(name: string): Promise<void> {
    const { saga, taken } = this.#instance();
    await this.turn(name);
    await activity.run(name, () => saga.resume());
    await Promise.all(taken);
  }

  #idOf(name: string): string {
    return `${this.#number}-${name}`;
  }

  async #toItsEnd<T>(saga: string, name: string, execute: () => Promise<T>): Promise<T> {
    const ended = new Promise<void>((resolve) => this.#orders.ends.set(saga, resolve));
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

  /** How many sagas one instance has taken up from another. */
  get takenUp(): number {
    return this.#takenBy.size;
  }

  /** Sagas that have begun and not ended. */
  openSagas(): Promise<number> {
    return DATABASES.orders.sagaLog.open();
  }

  /** Takes its events along. */
  async close(): Promise<void> {
    for (const { saga } of this.#instances) await saga.stop();
    const { outbox } = DATABASES.orders;
    await outbox.delivered((await outbox.pending(MOST)).map(({ id }) => id));
  }
}
