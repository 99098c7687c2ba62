import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import { type DomainEvent, type Outbox, UnreadableNote } from '@lab/shared-domain/kernel/events';
import { expect, it, vi } from 'vitest';
import type { Logger } from './logger.ts';
import { OutboxLoop, type Publisher } from './outbox-loop.ts';

const event = (id: string): DomainEvent => ({
  id,
  type: 'order.confirmed',
  occurredAt: '2026-01-01T00:00:00.000Z',
  data: { orderId: id, customerId: 'c', lines: [], total: { amount: 100, currency: 'EUR' } },
});

it('parks a note that is no event, says so, and publishes the others', async () => {
  const { outbox } = createMemoryDatabase();
  for (const id of ['first', 'spoilt', 'last']) await outbox.add(event(id));
  const spoilt: Outbox = {
    ...outbox,
    async pending(limit) {
      const notes = await outbox.pending(limit);
      if (notes.some(({ id }) => id === 'spoilt')) throw new UnreadableNote('spoilt', { cause: 'not JSON' });
      return notes;
    },
  };
  const [published, errors] = [[] as string[], [] as object[]];
  const publisher: Publisher = {
    canPublish: () => true,
    async publish(events) {
      published.push(...events.map(({ id }) => id));
      return events.map(() => ({ status: 'fulfilled', value: true }));
    },
  };
  const [quiet, error] = [() => undefined, (fields: object) => void errors.push(fields)];
  const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error };
  const loop = new OutboxLoop(spoilt, publisher, logger, { pollMs: 60_000 });
  loop.wake();
  await vi.waitFor(async () => expect(await outbox.count()).toEqual({ pending: 0, parked: 1 }));
  expect(published).toEqual(['first', 'last']);
  expect(errors).toMatchObject([{ eventId: 'spoilt' }]);
  await loop.close(1_000);
});
