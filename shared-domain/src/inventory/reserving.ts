import { currentCall, inCall, refuseIfLate, timeLeft } from '../kernel/call-context.ts';
import { DependencyFailure } from '../kernel/dependency-failure.ts';
import { type Held, holding, type Lock } from '../kernel/lock.ts';
import { done, type Refusal, refused } from '../kernel/result.ts';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';
import type { Inventory, InventoryStore, StockLevel, StockLine } from './inventory.ts';

/** How stock is reserved: read it, decide, write it. What keeps others away between the first and the last differs. */
export type Reserving = Inventory['reserve'];

type Reserved = Awaited<ReturnType<Reserving>>;
type Tokens = ReadonlyMap<string, Held>;

export interface ReservingParts {
  readonly store: InventoryStore;
  readonly unitOfWork: UnitOfWork;
  /** What goes around the write once it is decided. Experiments stop a process there; it is called directly without. */
  readonly aroundWrite?: <T>(write: () => Promise<T>) => Promise<T>;
}

export interface LockedParts extends ReservingParts {
  /** On products, by their sku. */
  readonly lock: Pick<Lock, 'acquire'>;
  /** Whether the read and the write carry the holder's token, so that the store can refuse an earlier holder. */
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
 * One conditional UPDATE decides and writes: it reserves what is left, or changes nothing. A process that stands still before it has decided
 * nothing, and keeps nobody waiting.
 *
 * @throws Error for a store that cannot decide
 */
export function inOneStatement({ store, unitOfWork, aroundWrite = directly }: ReservingParts): Reserving {
  if (!store.reserveIfLeft) throw new Error('this store cannot decide in one statement');
  const reserveIfLeft = store.reserveIfLeft.bind(store);
  const orWhyNot = async (orderId: string, wanted: readonly StockLine[]): Promise<Reserved> => {
    if (await reserveIfLeft(orderId, wanted)) return done;
    const answer = await decide(store, orderId, wanted);
    if (answer) return answer;
    throw new Error(`order ${orderId} was not reserved, and could have been`);
  };
  return async ({ orderId, lines }) => {
    const wanted = merge(lines);
    refuseIfLate('a reservation');
    return aroundWrite(() => withoutDeadline(() => unitOfWork.write(() => orWhyNot(orderId, wanted))));
  };
}

/**
 * Two steps, as over a store that cannot decide for itself: read and decide, then write what was decided. Nothing but the lock keeps others
 * from writing in between.
 *
 * The holder looks at its lease and at its caller's deadline as late as it can, right before it writes. The write then knows neither: it is
 * on its way to a store that others share.
 */
export function underLock(parts: LockedParts): Reserving {
  const { unitOfWork, aroundWrite = directly, lock, fenced } = parts;
  const { read, write } = fenced ? fencedSteps(parts) : plainSteps(parts);
  return ({ orderId, lines }) => {
    const wanted = merge(lines);
    const skus = wanted.map(({ sku }) => sku);
    return holding(lock, skus, timeLeft(PATIENCE_MS), async (held): Promise<Reserved> => {
      const answer = await read(orderId, wanted, held);
      if (answer) return answer;
      refuseIfLost(held);
      refuseIfLate('a reservation');
      return aroundWrite(() => withoutDeadline(() => unitOfWork.write(() => write(orderId, wanted, held))));
    });
  };
}

interface Steps {
  /** @returns the answer where nothing is to be written */
  read(orderId: string, wanted: readonly StockLine[], held: Tokens): Promise<Reserved | undefined>;
  /** In the ambient transaction. */
  write(orderId: string, wanted: readonly StockLine[], held: Tokens): Promise<Reserved>;
}

const plainSteps = ({ store }: Pick<ReservingParts, 'store'>): Steps => ({
  read: (orderId, wanted) => decide(store, orderId, wanted),
  write: (orderId, wanted) => write(store, orderId, wanted, () => store.adjust(reservedIn(wanted))),
});

/**
 * The read shows the store its token as well as the write. Otherwise an earlier holder could write after the next one has read and before that
 * one writes, and both would have seen the same unit. The write minds the order besides: it may have been released meanwhile, which no
 * token tells, or reserved by the next holder.
 *
 * @throws Error for a store that keeps no tokens: it would refuse nobody
 */
function fencedSteps({ store, unitOfWork }: Pick<ReservingParts, 'store' | 'unitOfWork'>): Steps {
  if (!store.adjustFenced) throw new Error('this store keeps no fencing tokens');
  const adjustFenced = store.adjustFenced.bind(store);
  const showing = (deltas: readonly StockLevel[], held: Tokens) =>
    adjustFenced(deltas.map((delta) => ({ ...delta, token: held.get(delta.sku)?.token ?? 0 })));
  return {
    read: (orderId, wanted, held) =>
      unitOfWork.write(async () => {
        const answer = await decide(store, orderId, wanted);
        if (answer) return answer;
        await showing(unchanged(wanted), held);
        return undefined;
      }),
    write: async (orderId, wanted, held) =>
      (await answered(store, orderId)) ??
      (await write(store, orderId, wanted, () => showing(reservedIn(wanted), held))),
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

const unchanged = (wanted: readonly StockLine[]): StockLevel[] =>
  wanted.map(({ sku }) => ({ sku, onHand: 0, reserved: 0 }));

/** @returns the answer to an order that has been reserved, or released, before */
async function answered(store: InventoryStore, orderId: string): Promise<Reserved | undefined> {
  const existing = await store.reservation(orderId);
  if (!existing) return undefined;
  const open = existing.status === 'held' || existing.status === 'sold';
  return open ? done : refused('reservation-closed', `order ${orderId} was released before`);
}

/** @returns the answer without a write; undefined when all lines can be held */
async function decide(
  store: InventoryStore,
  orderId: string,
  wanted: readonly StockLine[],
): Promise<Reserved | undefined> {
  const before = await answered(store, orderId);
  if (before) return before;
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

function refuseIfLost(held: Tokens): void {
  for (const [sku, { lost }] of held)
    if (lost())
      throw new DependencyFailure('lock', 'unavailable', `the lock of ${sku} was lost before the write`);
}

function withoutDeadline<T>(work: () => T): T {
  const call = currentCall();
  return call ? inCall({ ...call, deadline: undefined }, work) : work();
}

const directly = <T>(write: () => Promise<T>): Promise<T> => write();
