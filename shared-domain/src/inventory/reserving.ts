import { currentCall, inCall, refuseIfLate, timeLeft } from '../kernel/call-context.ts';
import { DependencyFailure } from '../kernel/dependency-failure.ts';
import { type Held, holding, type Lock } from '../kernel/lock.ts';
import { done, type Refusal, refused } from '../kernel/result.ts';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';
import type { Inventory, InventoryStore, StockLevel, StockLine } from './inventory.ts';

/** How stock is reserved: read it, decide, write it. What keeps others away between the first and the last differs. */
export type Reserving = Inventory['reserve'];

type Reserved = Awaited<ReturnType<Reserving>>;
type Adjust = (wanted: readonly StockLine[], held: ReadonlyMap<string, Held>) => Promise<void>;

export interface ReservingParts {
  readonly store: InventoryStore;
  readonly unitOfWork: UnitOfWork;
  /** What goes around the write once it is decided. Experiments stop a process there; it is called directly without. */
  readonly aroundWrite?: <T>(write: () => Promise<T>) => Promise<T>;
}

export interface LockedParts extends ReservingParts {
  /** On products, by their sku. */
  readonly lock: Pick<Lock, 'acquire'>;
  /** Whether the write carries the holder's token, so that the store can refuse it. */
  readonly fenced: boolean;
}

/** How long a reservation waits for a lock when its caller has no deadline. ms. */
const PATIENCE_MS = 5_000;

/**
 * All in one transaction. The lock is the database's: nobody else writes between the read and the write, and it has no lease. A holder that
 * stands still keeps the others waiting for as long.
 */
export function inOneTransaction({ store, unitOfWork, aroundWrite = directly }: ReservingParts): Reserving {
  return ({ orderId, lines }) =>
    unitOfWork.write(async () => {
      const wanted = merge(lines);
      const answer = await decide(store, orderId, wanted);
      if (answer) return answer;
      return aroundWrite(() => write(store, orderId, wanted, () => store.adjust(reservedIn(wanted))));
    });
}

/**
 * Two steps, as over a store that cannot decide for itself: read and decide, then write what was decided. Nothing but the lock keeps others
 * from writing in between.
 *
 * The holder looks at its lease and at its caller's deadline as late as it can, right before it writes. The write then knows neither: it is
 * on its way to a store that others share.
 */
export function underLock(parts: LockedParts): Reserving {
  const { store, unitOfWork, aroundWrite = directly, lock, fenced } = parts;
  const adjust: Adjust = fenced ? fencedBy(store) : (wanted) => store.adjust(reservedIn(wanted));
  return ({ orderId, lines }) => {
    const wanted = merge(lines);
    const skus = wanted.map(({ sku }) => sku);
    return holding(lock, skus, timeLeft(PATIENCE_MS), async (held): Promise<Reserved> => {
      const answer = await decide(store, orderId, wanted);
      if (answer) return answer;
      refuseIfLost(held);
      refuseIfLate('a reservation');
      return aroundWrite(() =>
        withoutDeadline(() =>
          unitOfWork.write(() => write(store, orderId, wanted, () => adjust(wanted, held))),
        ),
      );
    });
  };
}

/** No lock at all, for the same two steps: what locks are compared with. */
export const UNLOCKED: Pick<Lock, 'acquire'> = {
  acquire: async () => ({ token: 0, lost: () => false, release: async () => undefined }),
};

/** One line per product, so that two lines of the same product cannot each pass the check alone. */
function merge(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}

const reservedIn = (wanted: readonly StockLine[]): StockLevel[] =>
  wanted.map(({ sku, quantity }) => ({ sku, onHand: 0, reserved: quantity }));

/** @returns the answer without a write; undefined when all lines can be held */
async function decide(
  store: InventoryStore,
  orderId: string,
  wanted: readonly StockLine[],
): Promise<Reserved | undefined> {
  const existing = await store.reservation(orderId);
  if (existing) {
    const open = existing.status === 'held' || existing.status === 'sold';
    return open ? done : refused('reservation-closed', `order ${orderId} was released before`);
  }
  const levels = new Map(
    (await store.levels(wanted.map((line) => line.sku))).map((level) => [level.sku, level]),
  );
  return wanted.map((line) => refusalOf(line, levels.get(line.sku))).find((refusal) => refusal !== undefined);
}

function refusalOf(
  { sku, quantity }: StockLine,
  level: StockLevel | undefined,
): Refusal<'unknown-product' | 'out-of-stock'> | undefined {
  if (!level) return refused('unknown-product', `there is no product ${sku}`);
  const available = level.onHand - level.reserved;
  if (available >= quantity) return undefined;
  return refused('out-of-stock', `${quantity} of ${sku} wanted, ${available} available`);
}

/** In the ambient transaction. */
async function write(
  store: InventoryStore,
  orderId: string,
  wanted: readonly StockLine[],
  adjust: () => Promise<void>,
): Promise<Reserved> {
  await adjust();
  await store.saveReservation({ orderId, status: 'held', lines: wanted });
  return done;
}

/** @throws Error for a store that keeps no tokens: it would refuse nobody */
function fencedBy(store: InventoryStore): Adjust {
  if (!store.adjustFenced) throw new Error('this store keeps no fencing tokens');
  const adjustFenced = store.adjustFenced.bind(store);
  return (wanted, held) =>
    adjustFenced(reservedIn(wanted).map((delta) => ({ ...delta, token: held.get(delta.sku)?.token ?? 0 })));
}

function refuseIfLost(held: ReadonlyMap<string, Held>): void {
  for (const [sku, { lost }] of held)
    if (lost())
      throw new DependencyFailure('lock', 'unavailable', `the lock of ${sku} was lost before the write`);
}

function withoutDeadline<T>(work: () => T): T {
  const call = currentCall();
  return call ? inCall({ ...call, deadline: undefined }, work) : work();
}

const directly = <T>(write: () => Promise<T>): Promise<T> => write();
