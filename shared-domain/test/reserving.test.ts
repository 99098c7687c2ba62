import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInSqlite } from '../src/adapters/conformance/conformance.ts';
import type { Database } from '../src/adapters/persistence/database.ts';
import { UNGUARDED } from '../src/adapters/persistence/unguarded-stock-store.ts';
import type { Inventory } from '../src/inventory/inventory.ts';
import { createInventory } from '../src/inventory/inventory-service.ts';
import {
  inOneStatement,
  inOneTransaction,
  type Reserving,
  UNLOCKED,
  underLock,
} from '../src/inventory/reserving.ts';
import { inCall } from '../src/kernel/call-context.ts';
import { FifoLock } from '../src/kernel/fifo-lock.ts';
import type { Held, Lock } from '../src/kernel/lock.ts';

/** A lock whose holders can be robbed of it, as by a lease that has run out. */
function leasedLock() {
  let holder = new FifoLock();
  let tokens = 0;
  let knows = false;
  const lock: Pick<Lock, 'acquire'> = {
    async acquire() {
      const own = holder;
      await own.acquire();
      tokens += 1;
      const held: Held = { token: tokens, lost: () => knows, release: async () => own.release() };
      return held;
    },
  };
  return {
    lock,
    /** @param known whether the holder learns of it before it writes */
    expire(known = false) {
      holder = new FifoLock();
      knows = known;
    },
  };
}

/** What the write after a decision waits for, and whether one has come so far. */
function gate() {
  let open: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let first = true;
  const aroundWrite = async <T>(write: () => Promise<T>): Promise<T> => {
    if (first) {
      first = false;
      arrive();
      await opened;
    }
    return write();
  };
  return { open: () => open(), arrived, aroundWrite };
}

let database: Database;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ database, close } = await openInSqlite(UNGUARDED));
  await database.stores.inventory.addAll([{ sku: 'tea', onHand: 1, reserved: 0 }], []);
});
afterEach(() => close());

const parts = () => ({ store: database.stores.inventory, unitOfWork: database.unitOfWork });
const inventoryOf = (reserving: Reserving) => createInventory({ ...parts(), reserving });
const oneFor = (orderId: string) => ({ orderId, lines: [{ sku: 'tea', quantity: 1 }] });
const LATE = { correlationId: 'c', deadline: 1 };
const buyers = Array.from({ length: 8 }, (_, index) => oneFor(`o${index}`));
const level = async () => (await database.stores.inventory.levels(['tea']))[0];
const soldOf = (answers: readonly { readonly ok: boolean }[]) => answers.filter(({ ok }) => ok).length;

describe('the last unit, wanted by eight', () => {
  it('is promised several times where nothing guards it', async () => {
    const { reserve } = inventoryOf(underLock({ ...parts(), lock: UNLOCKED, fenced: false }));
    const sold = soldOf(await Promise.all(buyers.map(reserve)));
    expect(sold).toBeGreaterThan(1);
    expect(await level()).toEqual({ sku: 'tea', onHand: 1, reserved: sold });
  });

  it.each(['a lock', 'a lock with fencing'])('is promised once under %s', async (which) => {
    const { lock } = leasedLock();
    const { reserve } = inventoryOf(underLock({ ...parts(), lock, fenced: which === 'a lock with fencing' }));
    expect(soldOf(await Promise.all(buyers.map(reserve)))).toBe(1);
    expect(await level()).toEqual({ sku: 'tea', onHand: 1, reserved: 1 });
  });

  it.each([
    ['in one transaction', inOneTransaction],
    ['by one statement', inOneStatement],
  ] as const)('is promised once %s, also over a store that refuses nothing', async (_, reserving) => {
    const { reserve } = inventoryOf(reserving(parts()));
    expect(soldOf(await Promise.all(buyers.map(reserve)))).toBe(1);
  });
});

describe('a holder that stands still between its decision and its write', () => {
  async function overtaken(fenced: boolean) {
    const { lock, expire } = leasedLock();
    const { open, arrived, aroundWrite } = gate();
    const { reserve } = inventoryOf(underLock({ ...parts(), lock, fenced, aroundWrite }));
    const first = reserve(oneFor('first')).catch((error: Error) => error);
    await arrived;
    expire();
    const second = await reserve(oneFor('second'));
    open();
    return { first: await first, second };
  }

  it('writes after its lease has ended, and the unit is promised twice', async () => {
    const { first, second } = await overtaken(false);
    expect([first, second]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await level()).toMatchObject({ onHand: 1, reserved: 2 });
  });

  it('is refused by a store that has seen a later token, and nothing of it is kept', async () => {
    const { first, second } = await overtaken(true);
    expect(second).toMatchObject({ ok: true });
    expect(first).toMatchObject({ dependency: 'lock', kind: 'unavailable' });
    expect(await level()).toMatchObject({ onHand: 1, reserved: 1 });
    expect(await database.stores.inventory.reservation('first')).toBeUndefined();
  });

  /** Both stand still before their writes, and the first one goes on when the second has decided. */
  async function overlapping(fenced: boolean) {
    const { lock, expire } = leasedLock();
    const gates = [gate(), gate()] as const;
    const [one, two] = gates.map(({ aroundWrite }) =>
      inventoryOf(underLock({ ...parts(), lock, fenced, aroundWrite })),
    ) as [Inventory, Inventory];
    const first = one.reserve(oneFor('first')).catch((error: Error) => error);
    await gates[0].arrived;
    expire();
    const second = two.reserve(oneFor('second'));
    await gates[1].arrived;
    gates[0].open();
    const answers = [await first];
    gates[1].open();
    return [...answers, await second];
  }

  it('writes between the read and the write of the next one, and the unit is promised twice', async () => {
    expect(await overlapping(false)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await level()).toMatchObject({ onHand: 1, reserved: 2 });
  });

  it('is refused there by a store that saw the later token when its holder read', async () => {
    expect(await overlapping(true)).toMatchObject([
      { dependency: 'lock', kind: 'unavailable' },
      { ok: true },
    ]);
    expect(await level()).toMatchObject({ onHand: 1, reserved: 1 });
  });

  it.each([
    ['revives an order that was released meanwhile', false],
    ['does not revive an order that was released meanwhile, with fencing', true],
  ] as const)('%s', async (_, fenced) => {
    const { lock } = leasedLock();
    const { open, arrived, aroundWrite } = gate();
    const { reserve, release } = inventoryOf(underLock({ ...parts(), lock, fenced, aroundWrite }));
    const first = reserve(oneFor('first'));
    await arrived;
    await release({ orderId: 'first' });
    open();
    expect(await first).toMatchObject(fenced ? { ok: false, code: 'reservation-closed' } : { ok: true });
    expect(await level()).toMatchObject({ onHand: 1, reserved: fenced ? 0 : 1 });
    const status = fenced ? 'void' : 'held';
    expect(await database.stores.inventory.reservation('first')).toMatchObject({ status });
  });

  it('keeps the others waiting where the lock is a transaction, and nothing is promised twice', async () => {
    const { open, arrived, aroundWrite } = gate();
    const { reserve } = inventoryOf(inOneTransaction({ ...parts(), aroundWrite }));
    const first = reserve(oneFor('first'));
    await arrived;
    let ended = false;
    const second = reserve(oneFor('second')).finally(() => {
      ended = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    open();
    expect([await first, await second]).toMatchObject([{ ok: true }, { ok: false, code: 'out-of-stock' }]);
  });
});

describe('a process that stands still before the one statement that decides', () => {
  function standing() {
    const { aroundWrite, ...rest } = gate();
    return { ...rest, ...inventoryOf(inOneStatement({ ...parts(), aroundWrite })) };
  }

  it('keeps nobody waiting, and finds nothing left when it goes on', async () => {
    const { open, arrived, reserve } = standing();
    const first = reserve(oneFor('first'));
    await arrived;
    expect(await reserve(oneFor('second'))).toMatchObject({ ok: true });
    open();
    expect(await first).toMatchObject({ ok: false, code: 'out-of-stock' });
    expect(await level()).toMatchObject({ onHand: 1, reserved: 1 });
  });

  it('does not revive an order that was released meanwhile', async () => {
    const { open, arrived, reserve, release } = standing();
    const first = reserve(oneFor('first'));
    await arrived;
    await release({ orderId: 'first' });
    open();
    expect(await first).toMatchObject({ ok: false, code: 'reservation-closed' });
    expect(await level()).toMatchObject({ reserved: 0 });
  });

  it('does not reserve when its caller had gone before', async () => {
    await expect(inCall(LATE, () => standing().reserve(oneFor('o')))).rejects.toThrow('was not begun');
    expect(await level()).toMatchObject({ reserved: 0 });
  });
});

describe('a holder', () => {
  it('that knows that it has lost the lock does not write', async () => {
    const { lock, expire } = leasedLock();
    expire(true);
    const { reserve } = inventoryOf(underLock({ ...parts(), lock, fenced: false }));
    await expect(reserve(oneFor('o'))).rejects.toThrow('was lost before the write');
    expect(await level()).toMatchObject({ reserved: 0 });
  });

  it('whose caller has gone does not write', async () => {
    const { lock } = leasedLock();
    const { reserve } = inventoryOf(underLock({ ...parts(), lock, fenced: false }));
    await expect(inCall(LATE, () => reserve(oneFor('o')))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await level()).toMatchObject({ reserved: 0 });
  });

  it('needs a store that keeps tokens to be fenced', async () => {
    const usual = await openInSqlite();
    const { stores, unitOfWork } = usual.database;
    const fenced = () => underLock({ store: stores.inventory, unitOfWork, lock: UNLOCKED, fenced: true });
    expect(fenced).toThrow('keeps no fencing tokens');
    await usual.close();
  });
});
