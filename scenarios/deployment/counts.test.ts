import { describe, expect, it } from 'vitest';
import type { Sent } from '../shop/paced.ts';
import { besideOf, countsOf, cutOf, drainedOf, hitsByEndpoint, lostOrdersOf, shareOver } from './counts.ts';
import { tellOf } from './probe.ts';
import { settings } from './settings.ts';
import { COMPLETED } from './stages.ts';

/** Of a load of ten a second. */
const sent = (second: number, more: Partial<Sent> = {}): Sent => {
  const dueAt = 1_000_000 + 1_000 * second;
  return { endpoint: 'browse', dueAt, startedAt: dueAt, endedAt: dueAt + 10, ok: true, ...more };
};
const slow = (second: number, endpoint: string): Sent =>
  sent(second, { endpoint, endedAt: 1_000_000 + 1_000 * second + 1_001 });
const FROM = 1_002_000;

describe('what an update did to the load', () => {
  const calm = Array.from({ length: 40 }, (_, index) => sent(index / 10));
  const bad = [
    sent(2.1, { ok: false }),
    sent(2.2, { ok: false, endpoint: 'place-order' }),
    sent(2.3, { ok: false, endpoint: 'place-order' }),
    slow(2.4, 'overview'),
  ];
  const counted = countsOf('next', { sent: [...calm, ...bad], from: FROM, to: FROM + 1_500 });

  it('is counted to the request', () => {
    expect(counted).toMatchObject({
      'next.asked': 24,
      'next.failed': 3,
      'next.slow': 1,
      'next.bystanders-asked': 21,
      'next.bystanders': 1,
      'next.took': 1_500,
    });
  });

  it('is counted by what was asked for', () => {
    expect(hitsByEndpoint('next', { sent: [...calm, ...bad], from: FROM })).toEqual({
      ...{ 'next.hit-browse': 1, 'next.hit-product': 0, 'next.hit-recommendations': 0 },
      ...{ 'next.hit-my-orders': 0, 'next.hit-overview': 1, 'next.hit-place-order': 2 },
    });
  });

  it('lasts for the quarter seconds in which requests were lost', () => {
    expect(counted['next.outage']).toBe(500);
    expect(countsOf('next', { sent: calm, from: FROM, to: FROM + 1 })['next.outage']).toBe(0);
  });

  it('is not what had ended before', () => {
    const before = [sent(1, { ok: false }), slow(1.5, 'browse')];
    expect(countsOf('next', { sent: before, from: FROM, to: FROM + 1 })).toMatchObject({
      ...{ 'next.asked': 1, 'next.failed': 0, 'next.slow': 1 },
    });
    expect(countsOf('next', { sent: [], from: FROM, to: FROM + 1 })).toMatchObject({
      ...{ 'next.asked': 0, 'next.outage': 0 },
    });
  });
});

it('lost orders are those that failed while it was felt, and those that were not confirmed later', () => {
  const order = (second: number, ok: boolean) => sent(second, { ok, endpoint: 'place-order' });
  const load = [order(1, false), order(2.5, false), order(2.6, true), sent(2.7, { ok: false })];
  expect(lostOrdersOf({ sent: load, from: FROM }, 2)).toBe(3);
});

const replaced = (startedAt: number, readyAt: number, toldAt: number, endedAt: number) => ({
  ...{ startedAt, readyAt, toldAt, endedAt },
});

it('two versions are side by side from the first new one to the end of the last old one', () => {
  expect(besideOf([replaced(0, 700, 700, 900), replaced(900, 1_500, 1_500, 1_900)])).toBe(1_200);
  // Stopped first, there is never more than one.
  expect(besideOf([replaced(500, 1_500, 0, 400)])).toBe(0);
  expect(besideOf([])).toBe(0);
});

it('drained is what was under way at an end, needs the payments, and was answered all the same', () => {
  const needs = { endpoint: 'overview' };
  const underWay = [
    sent(2, { ...needs, endedAt: FROM + 50 }),
    sent(2, { ...needs, endedAt: FROM + 50, ok: false }),
    sent(2, { ...needs, startedAt: FROM + 30, endedAt: FROM + 60 }),
    sent(2, { endedAt: FROM + 50 }),
    sent(1.5, needs),
  ];
  const at = (toldAt: number) => replaced(0, toldAt, toldAt, toldAt + 100);
  expect(drainedOf([at(FROM + 20)], underWay)).toBe(1);
  expect(drainedOf([at(FROM + 20), at(FROM + 40)], underWay)).toBe(3);
  // What failed meanwhile was cut off, whatever it asked for.
  expect(cutOf([at(FROM + 20)], underWay)).toBe(1);
  const cut = [...underWay, sent(2, { endedAt: FROM + 30, ok: false })];
  expect(cutOf([at(FROM + 20)], cut)).toBe(2);
  expect(cutOf([at(FROM + 55)], cut)).toBe(0);
});

it.each(COMPLETED)('of %s it is told how long versions were side by side, and what was drained', (id) => {
  const seen = (['old', 'new'] as const).map((version, index) => ({ at: FROM + index, version }));
  const load = [
    sent(2, { endpoint: 'overview', endedAt: FROM + 900 }),
    sent(2, { endedAt: FROM + 900, ok: false }),
  ];
  const { values } = tellOf(
    'microservices',
    { id, way: 'beside', moves: [] },
    {
      ...{ sent: load, from: FROM, to: FROM + 2_000 },
      result: {
        update: {
          replaced: [replaced(FROM, FROM + 700, FROM + 800, FROM + 1_000)],
          refused: undefined,
        },
      },
    },
    { seen, notConfirmed: 0 },
  );
  expect(values).toMatchObject({ [`${id}.beside`]: 300, [`${id}.drained`]: 1, [`${id}.cut`]: 1 });
  // A value that is not declared is not kept.
  const declared = settings.measures.map((measure) => measure.id);
  expect(declared).toEqual(expect.arrayContaining(Object.keys(values)));
});

it('a curve has one grid for all trials', () => {
  const values = [-600, -100, 0, 200, 499, 500].map((ms) => ({ at: FROM + ms, counts: ms === 200 }));
  expect(shareOver(values, FROM)).toEqual([
    [0, expect.closeTo(33.3, 1)],
    [0.5, 0],
  ]);
});
