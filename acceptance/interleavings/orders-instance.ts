import { AsyncLocalStorage } from 'node:async_hooks';
import { type Flaw, SOUND } from '@lab/shared-domain/adapters/flaws/flaw';
import { offerWith } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { Persistence } from '@lab/shared-domain/adapters/stores';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import type { BusinessProcessRunner, Execute } from '@lab/shared-domain/kernel/business-process';
import { Overtaken } from '@lab/shared-domain/kernel/overtaken';
import { Saga } from '@lab/shared-domain/kernel/saga';
import type { SagaLog } from '@lab/shared-domain/kernel/saga-log';
import type { UnitOfWork } from '@lab/shared-domain/kernel/unit-of-work';
import { orderCancellation } from '@lab/shared-domain/orders/cancel-order';
import type { Order, StoredOrder } from '@lab/shared-domain/orders/orders';
import { orderPlacement } from '@lab/shared-domain/orders/place-order';
import { PAYMENTS_METHODS, type Payments } from '@lab/shared-domain/payments/payments';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import type { Turn } from './explore.ts';
import { DATABASES } from './shared-databases.ts';

/** Whose commits are under way. Nobody's where a test prepares something. */
export const activity = new AsyncLocalStorage<string>();

/** A process of the service of orders. */
export interface Instance {
  readonly saga: Saga;
  /** As it calls them. */
  readonly inventory: Inventory;
  readonly payments: Payments;
  readonly place: Execute<StoredOrder>;
  readonly cancel: Execute<Order>;
  /** By saga, who waits until this process does not drive it any more: it has ended, or somebody else has it. */
  readonly ends: Map<string, () => void>;
  /** Those that it has taken up, until then. */
  readonly taken: Promise<void>[];
}

/** In what a shop is not sound, on purpose. */
export interface Spoilt {
  /** What goes around its sagas. */
  readonly around?: (saga: Saga) => BusinessProcessRunner;
  readonly flaw?: Flaw;
}

/** What is known of the sagas of a shop, whichever instance drives them. */
export interface KnownSagas {
  /** By saga, what of the instance waits that has taken it up from another one. */
  readonly takenBy: Map<string, Instance['ends']>;
  /** Of which somebody has written who had lost them to another instance. */
  readonly intrusions: string[];
}

/**
 * Each commit of an activity waits for its turn.
 *
 * @param name of the instance. Those of one name are one and the same to the log: the next one takes the sagas of those before, whatever they
 *   still do
 */
export function openInstance(
  name: string,
  turn: Turn,
  { takenBy, intrusions }: KnownSagas,
  { around = (sound) => sound, flaw = SOUND }: Spoilt,
): Instance {
  const { orders, inventory, payments } = DATABASES;
  const ends: Instance['ends'] = new Map();
  const taken: Instance['taken'] = [];
  const inTurn = (unitOfWork: UnitOfWork): UnitOfWork => ({
    async write(work) {
      const whose = activity.getStore();
      if (whose !== undefined) await turn(whose);
      return unitOfWork.write(work);
    },
    afterCommit: (hook) => unitOfWork.afterCommit(hook),
  });
  const seen = (id: string, written: boolean) => {
    if (written && (takenBy.get(id) ?? ends) !== ends) intrusions.push(id);
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
        takenBy.set(id, ends);
        taken.push(new Promise((resolve) => ends.set(id, resolve)));
      }
      return sagas;
    },
  };
  const saga = new Saga({
    ...{ unitOfWork: inTurn(orders.unitOfWork), log, instance: name },
    onFailure: ({ saga: id, error }) => {
      if (error instanceof Overtaken) ends.get(id)?.();
    },
  });
  const offer = offerWith(...flaw.interceptors);
  const stock = createInventory({
    store: storesIn(flaw, inventory).inventory,
    unitOfWork: inTurn(inventory.unitOfWork),
  });
  const wallets = createPayments({
    store: storesIn(flaw, payments).payments,
    unitOfWork: inTurn(payments.unitOfWork),
  });
  const contexts = {
    store: storesIn(flaw, orders).orders,
    inventory: offer('inventory', stock, INVENTORY_METHODS),
    payments: offer('payments', wallets, PAYMENTS_METHODS),
    events: { publish: orders.outbox.add },
    clock: { now: () => new Date(0) },
  };
  const runner = around(saga);
  return {
    ...{ saga, ends, taken, inventory: contexts.inventory, payments: contexts.payments },
    place: runner.executorOf(orderPlacement(contexts)),
    cancel: runner.executorOf(orderCancellation(contexts)),
  };
}

/** What a flaw changes of a database is there in memory, too. */
const storesIn = (flaw: Flaw, database: Persistence): Persistence['stores'] =>
  flaw.database(database as unknown as Database).stores;
