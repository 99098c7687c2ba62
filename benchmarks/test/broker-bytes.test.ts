import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { bytesOverRabbitMq } from '../src/wire-bytes.ts';

const exchange = (answer: string) => ({
  ...{ context: 'catalog', method: 'find', question: { skus: ['SKU-00001'] } },
  answer,
});

it('counts what an answer has more on both of its ways, to RabbitMQ and from there', async () => {
  const bytesOf = (answer: string) =>
    bytesOverRabbitMq(
      { AMQP_URL: inject('amqpUrl'), AMQP_PREFIX: `test-${randomUUID()}.` },
      exchange(answer),
    );
  const [short, long] = [await bytesOf('x'), await bytesOf('x'.repeat(1_001))];
  expect(long.payload - short.payload).toBe(2_000);
  // What is not payload has nothing to do with its length. Handlers take 0.01 to 99 ms, which is told on both ways.
  expect(Math.abs(long.protocol - short.protocol)).toBeLessThan(20);
  // Both types go both ways.
  const types = `catalog.find; deadline=1764435600000; for=${randomUUID()}result; handler=0.01; db=0.00`;
  expect(short.protocol).toBeGreaterThan(2 * types.length);
});
