import { describe, expect, it } from 'vitest';
import type { NewEvent, RecordedEvent } from '../kernel/recorded-event.ts';
import { LevelsByOrders, Movements, StockLevels } from './projections.ts';
import { replay, type Until } from './replay.ts';
import { reservationChanged, reservationOpened, stockMoved, stockOpened } from './stock-events.ts';

const lines = [{ sku: 'tea', quantity: 2 }];
const MIDNIGHT = Date.UTC(2026, 10, 30);

/** An order that was there when the streams began and is taken back; one that is placed and sold; a delivery. */
const EVENTS: readonly NewEvent[] = [
  stockOpened({ sku: 'tea', onHand: 10, reserved: 1 }),
  reservationOpened({ orderId: 'old', status: 'sold', lines }),
  stockMoved({ sku: 'tea', onHand: 0, reserved: 2 }, 2),
  reservationChanged({ orderId: 'new', status: 'held', lines }, 1),
  stockMoved({ sku: 'tea', onHand: -2, reserved: -2 }, 3),
  reservationChanged({ orderId: 'new', status: 'sold', lines }, 2),
  stockMoved({ sku: 'tea', onHand: 2, reserved: 0 }, 4),
  reservationChanged({ orderId: 'old', status: 'returned', lines }, 2),
];

/** Two hours between any two, and gaps between their positions. */
const recorded: readonly RecordedEvent[] = EVENTS.map((event, index) => ({
  ...event,
  position: 1 + 3 * index,
  recordedAt: MIDNIGHT - 10 * 3_600_000 + index * 2 * 3_600_000,
}));

const history = {
  after: async (position: number, limit: number) =>
    recorded.filter((event) => event.position > position).slice(0, limit),
};

async function levelsUntil(until?: Until) {
  const [levels, byOrders] = [new StockLevels(), new LevelsByOrders()];
  const replayed = await replay(history, [levels, byOrders], { until, batch: 3 });
  return { ...replayed, levels: levels.levels(), byOrders: byOrders.levels() };
}

describe('a replay', () => {
  it('tells two projections of different events the same levels', async () => {
    const tea = [{ sku: 'tea', onHand: 10, reserved: 1 }];
    expect(await levelsUntil()).toEqual({ events: 8, position: 22, levels: tea, byOrders: tea });
  });

  it.each<[string, Until]>([
    ['an event', { position: 16 }],
    ['a gap', { position: 18 }],
    ['a time between two events', { time: MIDNIGHT + 3_600_000 }],
    ['the time of an event', { time: MIDNIGHT }],
  ])('stops at %s', async (_, until) => {
    const tea = [{ sku: 'tea', onHand: 8, reserved: 1 }];
    expect(await levelsUntil(until)).toEqual({ events: 6, position: 16, levels: tea, byOrders: tea });
  });

  it('stops before the first event, and never for a future', async () => {
    expect(await levelsUntil({ position: 0 })).toMatchObject({ events: 0, position: 0, levels: [] });
    expect(await levelsUntil({ time: Number.MAX_SAFE_INTEGER })).toMatchObject({ events: 8 });
  });
});

it('a replay notices a history that tells an event twice, or in another order', async () => {
  const twice = { after: async () => [recorded[0], recorded[0]] as RecordedEvent[] };
  await expect(replay(twice, [])).rejects.toThrow('event 1 came after 1');
});

describe('levels', () => {
  const opened = stockOpened({ sku: 'tea', onHand: 10, reserved: 0 });

  it('notice an event that is missing, and one that comes twice', () => {
    const levels = new StockLevels();
    levels.apply(opened);
    expect(() => levels.apply(opened)).toThrow('stock-tea is at 1, and its next event has 1');
    const third = stockMoved({ sku: 'tea', onHand: 1, reserved: 0 }, 3);
    expect(() => levels.apply(third)).toThrow('stock-tea is at 1, and its next event has 3');
  });

  it('go on from a snapshot', () => {
    const levels = new StockLevels();
    levels.restore('stock-tea', { version: 4, onHand: 7, reserved: 2 });
    levels.apply(stockMoved({ sku: 'tea', onHand: -1, reserved: -1 }, 5));
    expect(levels.byStream).toEqual(new Map([['stock-tea', { version: 5, onHand: 6, reserved: 1 }]]));
  });
});

it('what came in and went out is told by day and product, though nobody had asked when it happened', async () => {
  const movements = new Movements();
  await replay(history, [movements]);
  expect(movements.rows()).toEqual([
    { day: '2026-11-29', sku: 'tea', in: 0, out: 2 },
    { day: '2026-11-30', sku: 'tea', in: 2, out: 0 },
  ]);
});
