import { TooOld } from '@lab/shared-domain/kernel/events';
import { expect, it } from 'vitest';
import { isLeftBehind } from './left-behind.ts';

/** A broker with events in the second partition of each topic, by when they came. */
const brokerWith = (...times: bigint[]) => ({
  listOffsets: async ({ topics, timestamp }: { topics: string[]; timestamp: bigint }) => {
    const first = BigInt(times.findIndex((time) => time >= timestamp));
    return new Map(topics.map((topic) => [topic, [0n, first]]));
  },
});
const tooOld = new TooOld('letters', 'e', 1_000);

it.each([
  ['came before what the inbox has forgotten', 0n, true],
  ['came with the last that it has forgotten', 1n, true],
  ['came later, whenever it happened', 2n, false],
  ['came after that one', 3n, false],
])('an event that %s', async (_, offset, leftBehind) => {
  const broker = brokerWith(999n, 1_000n, 1_001n, 1_002n);
  expect(await isLeftBehind(broker, { topic: 'shop.order', partition: 1, offset }, tooOld)).toBe(leftBehind);
});

it('a log that has got nothing since is left behind as a whole', async () => {
  const last = { topic: 'shop.order', partition: 1, offset: 1n };
  expect(await isLeftBehind(brokerWith(999n, 1_000n), last, tooOld)).toBe(true);
});

it('nothing is left behind of which the broker says nothing', async () => {
  const unknown = { topic: 'shop.order', partition: 2, offset: 0n };
  await expect(isLeftBehind(brokerWith(), unknown, tooOld)).rejects.toThrow('nothing is known');
});
