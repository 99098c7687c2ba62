import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PriceChanged, UnreadableNote } from '../../kernel/events.ts';
import { LocalEvents } from '../../kernel/local-events.ts';
import { euros } from '../../kernel/money.ts';
import { openInSqlite } from '../conformance/conformance.ts';
import type { Database } from './database.ts';
import { nothing, type Sql } from './sql.ts';
import { STORES } from './store-table.ts';

const event = (id: string): PriceChanged => ({
  id,
  type: 'product.price-changed',
  occurredAt: '2026-01-01T00:00:00.000Z',
  data: { sku: 'a', price: euros(1), version: 1 },
});

describe.each([
  ['that is not JSON', 'not JSON'],
  ['that is null', 'null'],
  ['without data', JSON.stringify({ ...event('spoilt'), data: undefined })],
  ['with the id of another', JSON.stringify(event('fine'))],
])('a note %s', (_, text) => {
  let database: Database;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const given: Sql[] = [];
    const create: typeof STORES.catalog.create = (sql) => {
      given.push(sql);
      return STORES.catalog.create(sql);
    };
    ({ database, close } = await openInSqlite({ catalog: { ...STORES.catalog, create } }));
    await given[0]?.change('INSERT INTO outbox (id, event) VALUES (?, ?)', ['spoilt', text], nothing);
    await database.outbox.add(event('fine'));
    expect(await database.outbox.count()).toEqual({ pending: 2, parked: 0 });
  });
  afterEach(() => close());

  it('is named by the outbox, which has the others once it is parked', async () => {
    const failure = await database.outbox.pending(9).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnreadableNote);
    expect(failure).toMatchObject({ id: 'spoilt' });
    await database.outbox.park('spoilt', String(failure));
    expect(await database.outbox.pending(9)).toEqual([event('fine')]);
  });

  it('is parked by events within a process, which deliver the others of an earlier process', async () => {
    const [seen, failures] = [[] as string[], [] as { event: string; parked: boolean }[]];
    const events = new LocalEvents({
      ...database,
      onFailure: ({ event: id, parked }) => void failures.push({ event: id, parked }),
    });
    events.subscribe({
      subscriber: 'reader',
      types: ['product.price-changed'],
      apply: async ({ id }) => void seen.push(id),
    });
    await events.replay();
    expect([seen, failures]).toEqual([['fine'], [{ event: 'spoilt', parked: true }]]);
    expect(await database.outbox.count()).toEqual({ pending: 0, parked: 1 });
    // It is still no event when an operator has it tried again.
    expect(await events.redrive()).toBe(1);
    expect(await events.count()).toBe(1);
  });
});
