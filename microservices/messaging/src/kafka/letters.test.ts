import { expect, it } from 'vitest';
import type { KafkaConnection } from './connection.ts';
import { KafkaDeadLetters } from './letters.ts';
import { Topics } from './topics.ts';

/** A broker with so many dead letters, and what it has confirmed, in this order. It stores no more than it has room for. */
function brokerWith(letters: number) {
  const state = { first: 0, gone: 0, room: Number.POSITIVE_INFINITY };
  const confirmed: string[] = [];
  const topic = 'test.dead';
  const letter = (offset: number) => ({
    ...{ topic, offset: BigInt(offset), key: `o${offset}`, value: Buffer.from(''), headers: new Map() },
    async commit() {
      state.gone = offset + 1;
      confirmed.push(`gone ${offset}`);
    },
  });
  const consumer = {
    on: () => undefined,
    close: async () => undefined,
    listOffsets: async ({ timestamp }: { timestamp: bigint }) =>
      new Map([[topic, [BigInt(timestamp === -1n ? letters : state.first)]]]),
    listCommittedOffsets: async () => new Map([[topic, [BigInt(state.gone)]]]),
    async consume() {
      const from = Math.max(state.first, state.gone);
      return (async function* () {
        for (let offset = from; offset < letters; offset += 1) yield letter(offset);
      })();
    },
  };
  const producer = {
    close: async () => undefined,
    async send({ messages: [message] }: { messages: { topic: string; key: string }[] }) {
      if (state.room === 0) throw new Error('the disk is full');
      state.room -= 1;
      confirmed.push(`${message?.key} in ${message?.topic}`);
    },
  };
  const connection = {
    topics: new Topics(),
    logger: { debug: () => undefined },
    ensure: async () => undefined,
    forget: () => undefined,
    consumer: () => consumer,
    producer: () => producer,
    async deleteBefore(from: string, offset: bigint) {
      state.first = Number(offset);
      confirmed.push(`deleted before ${offset} in ${from}`);
    },
  } as unknown as KafkaConnection;
  return { letters: new KafkaDeadLetters(async () => connection, 'test'), state, confirmed };
}

it('letters are deleted when all of them are stored in their new place', async () => {
  const { letters, confirmed } = brokerWith(2);
  expect(await letters.count()).toBe(2);
  expect(await letters.redrive()).toBe(2);
  expect(confirmed).toEqual([
    ...['o0 in test.again', 'gone 0'],
    ...['o1 in test.again', 'gone 1'],
    'deleted before 2 in test.dead',
  ]);
  expect([await letters.count(), await letters.redrive()]).toEqual([0, 0]);
});

it('none is deleted while one is not stored in its new place, and that one is tried by the next redrive', async () => {
  const { letters, state, confirmed } = brokerWith(2);
  state.room = 1;
  await expect(letters.redrive()).rejects.toThrow('the disk is full');
  expect([await letters.count(), confirmed]).toEqual([1, ['o0 in test.again', 'gone 0']]);
  state.room = 1;
  expect(await letters.redrive()).toBe(1);
  expect(confirmed.slice(2)).toEqual(['o1 in test.again', 'gone 1', 'deleted before 2 in test.dead']);
});

it('those that a redrive sent on their way before it died are deleted by the next one', async () => {
  const { letters, state, confirmed } = brokerWith(2);
  state.gone = 2;
  expect(await letters.redrive()).toBe(0);
  expect(confirmed).toEqual(['deleted before 2 in test.dead']);
});

it('those of a topic that was made anew are not taken for gone on their way', async () => {
  const { letters, state, confirmed } = brokerWith(2);
  state.gone = 5;
  expect(await letters.count()).toBe(2);
  await expect(letters.redrive()).rejects.toThrow('no more letters');
  expect(confirmed).toEqual([]);
});
