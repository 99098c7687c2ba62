import { expect, it } from 'vitest';
import type { RabbitConnection } from './connection.ts';
import { QueuedDeadLetters } from './dead-letters.ts';
import { Names } from './names.ts';

/** A broker with one dead letter, and what it was told, in this order. @param refuses why it confirms no message */
function brokerWith(refuses: Error | null) {
  const told: string[] = [];
  const headers: Record<string, unknown>[] = [];
  const channel = {
    on: () => undefined,
    assertQueue: async () => undefined,
    checkQueue: async () => ({ messageCount: 1 }),
    get: async () => ({
      content: Buffer.from('{}'),
      properties: { headers: { 'x-attempt': 4, 'x-error': 'TooOld', 'x-correlation-id': 'c' } },
    }),
    publish(
      _exchange: string,
      queue: string,
      _body: Buffer,
      options: { headers: Record<string, unknown> },
      confirmed: (error: unknown) => void,
    ) {
      setImmediate(() => {
        headers.push(options.headers);
        told.push(refuses ? 'refused' : `stored in ${queue}`);
        confirmed(refuses);
      });
    },
    ack: () => told.push('removed'),
    close: async () => undefined,
  };
  const connection = { model: { createConfirmChannel: async () => channel }, names: new Names() };
  return { letters: new QueuedDeadLetters(connection as unknown as RabbitConnection, 'test'), told, headers };
}

it('a letter is removed when its copy is stored', async () => {
  const { letters, told } = brokerWith(null);
  expect(await letters.redrive()).toBe(1);
  expect(told).toEqual(['stored in test.events', 'removed']);
});

it('a letter has no attempt behind it any more, and its age counts from now', async () => {
  const { letters, headers } = brokerWith(null);
  const before = Date.now();
  await letters.redrive();
  const [sent] = headers;
  const revivedAt = sent?.['x-revived'];
  expect(sent).toMatchObject({ 'x-correlation-id': 'c', 'x-attempt': undefined, 'x-error': undefined });
  expect(revivedAt).toBeGreaterThanOrEqual(before);
  expect(revivedAt).toBeLessThanOrEqual(Date.now());
});

it('a letter stays whose copy is not stored', async () => {
  const { letters, told } = brokerWith(new Error('the disk is full'));
  await expect(letters.redrive()).rejects.toThrow('the disk is full');
  expect(told).toEqual(['refused']);
});
