import { randomUUID } from 'node:crypto';
import { grpcWire } from '@lab/messaging/grpc/grpc-wire';
import { httpWire } from '@lab/messaging/http/http-wire';
import { tcpWire } from '@lab/messaging/tcp/tcp-wire';
import { expect, it } from 'vitest';
import type { Exchange } from './exchanges.ts';
import { bytesOverWire } from './wire-bytes.ts';

const QUESTION = { skus: ['SKU-00001'] };
const product = (description: string) => ({
  ...{ sku: 'SKU-00001', name: 'Tea', description, category: 'tea' },
  price: { amount: 1, currency: 'EUR' },
});
const exchange = (description: string): Exchange => ({
  ...{ context: 'catalog', method: 'find', question: QUESTION },
  answer: [product(description)],
});

it.each([
  ['tcp', tcpWire],
  ['http', httpWire],
  ['grpc', grpcWire],
])('counts each byte that an answer has more as payload, over %s', async (_, wire) => {
  const [short, long] = [
    await bytesOverWire(wire, exchange('x')),
    await bytesOverWire(wire, exchange('x'.repeat(1_001))),
  ];
  // Protobuf writes lengths of two bytes in the place of one.
  expect(long.payload - short.payload).toBeGreaterThanOrEqual(1_000);
  expect(long.payload - short.payload).toBeLessThan(1_010);
  // The length of a body is written with more digits over HTTP, HTTP/2 tells what was read, and handlers take 0.01 to 99 ms.
  expect(Math.abs(long.protocol - short.protocol)).toBeLessThan(20);
  expect(short.protocol).toBeGreaterThan(80);
});

it('knows what a call over TCP has to cost: two heads of ten bytes, and two types', async () => {
  const types = `catalog.find; deadline=1764435600000; for=${randomUUID()}result; handler=0.01; db=0.00`;
  const { payload, protocol } = await bytesOverWire(tcpWire, exchange('x'));
  expect(payload).toBe(JSON.stringify(QUESTION).length + JSON.stringify([product('x')]).length);
  expect(protocol).toBeGreaterThanOrEqual(2 * 10 + types.length);
  // A handler that takes 10 ms has a digit more to tell.
  expect(protocol).toBeLessThan(2 * 10 + types.length + 2);
});
