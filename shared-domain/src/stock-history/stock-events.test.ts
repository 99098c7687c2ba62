import { expect, it } from 'vitest';
import {
  holdingOf,
  isDueForSnapshot,
  reservationChanged,
  SNAPSHOT_EVERY,
  stockMoved,
  unitsOf,
} from './stock-events.ts';

it('reads what it has written', () => {
  const moved = stockMoved({ sku: 'tea', onHand: -1, reserved: -1 }, 7);
  expect(moved).toMatchObject({ stream: 'stock-tea', version: 7, type: 'stock.moved' });
  expect(unitsOf(moved)).toEqual({ onHand: -1, reserved: -1 });
  const lines = [{ sku: 'tea', quantity: 2 }];
  const changed = reservationChanged({ orderId: 'o', status: 'held', lines }, 1);
  expect(changed).toMatchObject({ stream: 'order-o', version: 1, type: 'reservation.changed' });
  expect(holdingOf(changed)).toEqual({ status: 'held', lines });
});

it('reads a movement in the shape from before stock could be reserved', () => {
  expect(unitsOf({ type: 'stock.moved', schema: 1, data: { change: -3 } })).toEqual({
    onHand: -3,
    reserved: 0,
  });
});

it('refuses a shape that only a newer release knows, rather than guess', () => {
  const moved = stockMoved({ sku: 'tea', onHand: 1, reserved: 0 }, 1);
  expect(() => unitsOf({ ...moved, schema: moved.schema + 1 })).toThrow('newer than this release');
});

it('is due for a snapshot whenever so many events have come since the one before', () => {
  const due: number[] = [];
  for (let version = 1; version <= 3 * SNAPSHOT_EVERY; version += 1)
    if (isDueForSnapshot(version - 1, version)) due.push(version);
  expect(due).toEqual([SNAPSHOT_EVERY, 2 * SNAPSHOT_EVERY, 3 * SNAPSHOT_EVERY]);
  expect(isDueForSnapshot(1, 3 * SNAPSHOT_EVERY + 1)).toBe(true);
});
