import type { Books } from '@lab/scenarios/shop/books';
import type { Asked, Cancellation, ToldOrder } from '@lab/scenarios/shop/checkers/checker';
import type { BusinessProcessOutcome } from '@lab/shared-domain/kernel/business-process';
import type { StoredOrder } from '@lab/shared-domain/orders/orders';
import { transfer } from '@lab/shared-domain/payments/payments-service';
import type { Turn } from './explore.ts';
import { activity, type Instance, type KnownSagas, openInstance, type Spoilt } from './orders-instance.ts';
import { booksOf, DATABASES, forgetEvents, mistakesOf } from './shared-databases.ts';

const PRICE = { amount: 100, currency: 'EUR' };

/** What an outcome tells the customer of an order. */
const TOLD: { readonly [S in BusinessProcessOutcome['status']]?: ToldOrder['status'] } = {
  completed: 'confirmed',
  refused: 'rejected',
};

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
  readonly #known: KnownSagas = { takenBy: new Map(), intrusions: [] };

  private constructor(
    private readonly turn: Turn,
    private readonly spoilt: Spoilt,
  ) {
    this.#orders = this.#instance();
  }

  #instance(): Instance {
    const instance = openInstance(`orders ${this.#number}`, this.turn, this.#known, this.spoilt);
    this.#instances.push(instance);
    return instance;
  }

  /** @param holds units on the shelf, and orders that the wallet can pay for */
  static async open(
    turn: Turn,
    holds: { readonly units: number; readonly payable: number },
    spoilt: Spoilt = {},
  ): Promise<SmallShop> {
    const shop = new SmallShop(turn, spoilt);
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

  /**
   * Orders one unit. Resolves when the saga has ended, which may be after its answer, or when another instance has it, or when there was such an
   * order already.
   *
   * @param key under which the customer asks for it
   */
  async place(name: string, key = name): Promise<void> {
    const order = this.#orderOf(name, key);
    const { id } = order;
    const { status } = await this.#toItsEnd(`place-order:${id}`, name, () => this.#orders.place(id, order));
    const told = TOLD[status];
    this.asked.push({ key: order.idempotency.key, told: told && { id, status: told } });
  }

  /** Cancels an order, if it is confirmed, as the activity `as`. */
  async cancel(name: string, as = `cancel ${name}`): Promise<void> {
    const order = this.#orderOf(name);
    const { id } = order;
    const cancel = () => this.#orders.cancel(id, order);
    const { status } = await this.#toItsEnd(`cancel-order:${id}`, as, cancel);
    this.cancellations.push({ orderId: id, told: status === 'completed' });
  }

  /** The commands of an order's saga come, maybe once more: as from a broker that has not heard that they were carried out. As the activity `as`. */
  async deliver(name: string, as: string): Promise<void> {
    const { id: orderId, customerId, total: amount } = this.#orderOf(name);
    await activity.run(as, async () => {
      await this.#orders.inventory.reserve({ orderId, lines: [{ sku: this.#sku, quantity: 1 }] });
      await this.#orders.payments.charge({ orderId, customerId, amount });
    });
  }

  /** What takes those commands back comes, whether they have come or not. As the activity `as`. */
  async takeBack(name: string, as: string): Promise<void> {
    const { id: orderId, customerId } = this.#orderOf(name);
    await activity.run(as, async () => {
      await this.#orders.inventory.release({ orderId });
      await this.#orders.payments.refund({ orderId, customerId });
    });
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

  #orderOf(name: string, key = name): StoredOrder {
    return {
      ...{ id: this.#idOf(name), customerId: this.#customer, reason: null, placedAt: '' },
      status: 'pending',
      lines: [{ sku: this.#sku, name: '', unitPrice: PRICE, quantity: 1 }],
      total: PRICE,
      idempotency: { key: this.#idOf(key), requestHash: '' },
    };
  }

  async #toItsEnd(
    saga: string,
    name: string,
    execute: () => Promise<BusinessProcessOutcome>,
  ): Promise<BusinessProcessOutcome> {
    const { ends } = this.#orders;
    const earlier = ends.get(saga);
    const ended = new Promise<void>((resolve) =>
      ends.set(saga, () => {
        earlier?.();
        resolve();
      }),
    );
    const outcome = await activity.run(name, execute);
    // Otherwise somebody else drives it, or there is nothing to do.
    if (outcome.status !== 'already-begun') await ended;
    return outcome;
  }

  /** The books, once nothing is under way. */
  async books(): Promise<Books> {
    // The last commit follows its saga's end.
    await new Promise(setImmediate);
    return booksOf({ customer: this.#customer, sku: this.#sku });
  }

  /** What is wrong with the orders that there are, each looked at by itself. */
  mistakesByOrder(): Promise<string[]> {
    return mistakesOf({ customer: this.#customer });
  }

  /** How many sagas one instance has taken up from another. */
  get takenUp(): number {
    return this.#known.takenBy.size;
  }

  /** Sagas of which somebody has written who had lost them to another instance. */
  get intrusions(): readonly string[] {
    return this.#known.intrusions;
  }

  /** Sagas that have begun and not ended. */
  openSagas(): Promise<number> {
    return DATABASES.orders.sagaLog.open();
  }

  /** Takes its events along. */
  async close(): Promise<void> {
    for (const { saga } of this.#instances) await saga.stop();
    await forgetEvents();
  }
}
