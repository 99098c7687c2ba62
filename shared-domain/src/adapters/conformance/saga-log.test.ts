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
  const other = { owner: 'two/1', until: 9_000 };
  const takeOver = (claim: Partial<Claim>, by = other) =>
    database().unitOfWork.write(() => log().takeOver(by, { now: 0, formerly: '', most: 10, ...claim }));
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

  it('gives those of earlier lives whatever their lease', async () => {
    await log().begin(saga('a', 1), lease);
    await log().begin(saga('b', 2), { ...lease, owner: 'one%/1' });
    expect(idsOf(await takeOver({ formerly: 'one%/' }, { owner: 'one%/2', until: 2_000 }))).toEqual(['b']);
    expect(idsOf(await takeOver({ formerly: 'one/' }, { owner: 'one/2', until: 2_000 }))).toEqual(['a']);
  });

  it('gives nobody what he drives himself, as long as his lease lasts', async () => {
    await log().begin(saga('a', 1), lease);
    await log().begin(saga('b', 2), { ...lease, owner: 'one/0' });
    expect(idsOf(await takeOver({ formerly: 'one/' }, lease))).toEqual(['b']);
    expect(idsOf(await takeOver({ formerly: 'one/' }, lease))).toEqual([]);
    expect(idsOf(await takeOver({ now: 1_000, formerly: 'one/' }, lease))).toEqual(['a', 'b']);
  });

  it('keeps a lease as long as it is renewed', async () => {
    await log().begin(saga('a', 1), lease);
    await log().begin(saga('b', 2), { ...lease, owner: 'one/2' });
    await log().renew({ ...lease, until: 5_000 });
    expect(idsOf(await takeOver({ now: 4_999 }))).toEqual(['b']);
    expect(idsOf(await takeOver({ now: 5_000 }))).toEqual(['a']);
  });

  it('records progress, and nothing for a saga that has ended', async () => {
    await log().begin(saga('a', 1), lease);
    const refusal = { code: 'out-of-stock', detail: '2 wanted' };
    const progress = { id: 'a', position: 2, direction: 'backward', refusal } as const;
    expect(await log().advance(progress, lease.owner)).toBe(true);
    expect(await takeOver({ now: 1_000 })).toEqual([{ ...saga('a', 1), ...progress }]);
    expect(await log().end('a', other.owner)).toBe(true);
    expect(await log().end('a', other.owner)).toBe(false);
    expect(await log().advance(progress, other.owner)).toBe(false);
    expect(await log().open()).toBe(0);
  });

  it('changes nothing for who has lost the lease, and says so', async () => {
    await log().begin(saga('a', 1), lease);
    await takeOver({ now: 1_000 });
    const progress = { id: 'a', position: 3, direction: 'forward', refusal: null } as const;
    expect(await log().advance(progress, lease.owner)).toBe(false);
    expect(await log().end('a', lease.owner)).toBe(false);
    expect(await takeOver({ now: 9_000 })).toEqual([saga('a', 1)]);
  });

  it('hands a saga from one owner to another, once', async () => {
    await log().begin(saga('a', 1), lease);
    const claim = (from: string) => database().unitOfWork.write(() => log().claim('a', from, other));
    expect(await claim('three')).toBeUndefined();
    expect(await claim(lease.owner)).toEqual(saga('a', 1));
    expect(await claim(lease.owner)).toBeUndefined();
    expect(await takeOver({ now: 8_999 })).toEqual([]);
    expect(await log().end('a', other.owner)).toBe(true);
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
