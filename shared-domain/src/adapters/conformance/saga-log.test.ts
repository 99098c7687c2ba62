import { expect, it } from 'vitest';
import type { Claim, SagaRecord } from '../../kernel/saga-log.ts';
import { conformance } from './conformance.ts';

conformance('the saga log', (database) => {
  const log = () => database().sagaLog;
  const saga = (id: string, startedAt: number): SagaRecord => ({
    id,
    businessProcess: 'place-order',
    context: { lines: [{ sku: 'a' }], reason: null },
    position: 0,
    direction: 'forward',
    refusal: null,
    startedAt,
  });
  const lease = { owner: 'one/1', until: 1_000 };
  /** Who drives it, at a moment at which the lease lasts. */
  const driver = { owner: lease.owner, now: 999 };
  const other = { owner: 'two/1', until: 9_000 };
  const takeOver = (claim: Partial<Claim>, by = other) =>
    database().unitOfWork.write(() => log().takeOver(by, { now: 0, except: [], most: 10, ...claim }));
  const idsOf = (sagas: readonly SagaRecord[]) => sagas.map(({ id }) => id);

  it('gives what has not ended to who takes it over when its lease has ended, oldest first', async () => {
    await log().begin(saga('b', 2_000_000_000_000), lease);
    await log().begin(saga('c', 1_000_000_000_000), lease);
    await log().begin(saga('a', 2_000_000_000_000), lease);
    await log().begin(saga('d', 1), { ...lease, until: 1_001 });
    expect(await log().open()).toBe(4);
    expect(await takeOver({ now: 999 })).toEqual([]);
    expect(await takeOver({ now: 1_000, most: 2 })).toEqual([
      saga('c', 1_000_000_000_000),
      saga('a', 2_000_000_000_000),
    ]);
    expect(idsOf(await takeOver({ now: 1_000 }))).toEqual(['b']);
    expect(idsOf(await takeOver({ now: 1_000 }))).toEqual([]);
  });

  it('gives those first whose lease ended first, however old they are', async () => {
    await log().begin(saga('a', 1), lease);
    await log().begin(saga('b', 3), { ...lease, until: 1 });
    await log().begin(saga('c', 2), { ...lease, until: 1 });
    expect(idsOf(await takeOver({ now: 1_000 }))).toEqual(['c', 'b', 'a']);
  });

  it('ends the leases of an owner, or of all his lives but one, at once', async () => {
    for (const [id, owner] of Object.entries({ a: 'one/1', b: 'one/2', c: 'one%/1', d: 'one/11' }))
      await log().begin(saga(id, 1), { ...lease, owner });
    await log().release('one/', 'one/2');
    expect(idsOf(await takeOver({}))).toEqual(['a', 'd']);
    await log().release('one/2');
    expect(idsOf(await takeOver({}))).toEqual(['b']);
    await log().release('one%/1');
    expect(idsOf(await takeOver({}))).toEqual(['c']);
  });

  it('leaves out what who takes over has not put down', async () => {
    for (const id of ['a', 'b', 'c']) await log().begin(saga(id, 1), lease);
    expect(idsOf(await takeOver({ now: 1_000, except: ['a', 'c'] }, lease))).toEqual(['b']);
    expect(idsOf(await takeOver({ now: 1_000, except: ['a'] }, lease))).toEqual(['b', 'c']);
  });

  it('keeps a lease as long as it is renewed in time', async () => {
    for (const id of ['a', 'b']) await log().begin(saga(id, 1), lease);
    await log().begin(saga('c', 1), { ...lease, owner: 'one/2' });
    await log().renew(['a', 'c', 'd'], { ...lease, until: 5_000 }, 999);
    expect(idsOf(await takeOver({ now: 4_999 }))).toEqual(['b', 'c']);
    await log().renew(['a'], { ...lease, until: 9_000 }, 5_000);
    expect(idsOf(await takeOver({ now: 5_000 }))).toEqual(['a']);
  });

  it('records progress, and nothing for a saga that has ended', async () => {
    await log().begin(saga('a', 1), lease);
    const refusal = { code: 'out-of-stock', detail: '2 wanted' };
    const progress = { id: 'a', position: 2, direction: 'backward', refusal } as const;
    expect(await log().advance(progress, driver)).toBe(true);
    expect(await takeOver({ now: 1_000 })).toEqual([{ ...saga('a', 1), ...progress }]);
    const next = { owner: other.owner, now: 1_000 };
    expect(await log().end('a', next)).toBe(true);
    expect(await log().end('a', next)).toBe(false);
    expect(await log().advance(progress, next)).toBe(false);
    expect(await log().open()).toBe(0);
  });

  it('changes nothing for who has lost the lease, and says so', async () => {
    await log().begin(saga('a', 1), lease);
    await takeOver({ now: 1_000 });
    const progress = { id: 'a', position: 3, direction: 'forward', refusal: null } as const;
    expect(await log().advance(progress, driver)).toBe(false);
    expect(await log().end('a', driver)).toBe(false);
    expect(await takeOver({ now: 9_000 })).toEqual([saga('a', 1)]);
  });

  it('changes nothing for whose lease has ended, though nobody has taken over', async () => {
    await log().begin(saga('a', 1), lease);
    const progress = { id: 'a', position: 3, direction: 'forward', refusal: null } as const;
    const late = { ...driver, now: lease.until };
    expect(await log().advance(progress, late)).toBe(false);
    expect(await log().end('a', late)).toBe(false);
    expect(await takeOver({ now: lease.until })).toEqual([saga('a', 1)]);
  });

  it('hands a saga from one owner to another, once', async () => {
    await log().begin(saga('a', 1), lease);
    const claim = (from: string) => database().unitOfWork.write(() => log().claim('a', from, other));
    expect(await claim('three')).toBeUndefined();
    expect(await claim(lease.owner)).toEqual(saga('a', 1));
    expect(await claim(lease.owner)).toBeUndefined();
    expect(await takeOver({ now: 8_999 })).toEqual([]);
    expect(await log().end('a', { owner: other.owner, now: 8_999 })).toBe(true);
    expect(await claim(other.owner)).toBeUndefined();
  });

  it('tells what an owner has, oldest first', async () => {
    await log().begin(saga('b', 2), lease);
    await log().begin(saga('c', 1), lease);
    await log().begin(saga('a', 2), lease);
    await log().begin(saga('d', 0), other);
    expect(await log().idsOf(lease.owner, 10)).toEqual(['c', 'a', 'b']);
    expect(await log().idsOf(lease.owner, 2)).toEqual(['c', 'a']);
    expect(await log().idsOf('one', 10)).toEqual([]);
  });

  it('begins a saga once', async () => {
    await log().begin(saga('a', 1), lease);
    await expect(log().begin(saga('a', 2), other)).rejects.toThrow();
    expect(await takeOver({ now: 1_000 })).toEqual([saga('a', 1)]);
  });
});
