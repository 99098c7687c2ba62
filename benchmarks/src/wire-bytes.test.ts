import { httpWire } from '@lab/messaging/http/http-wire';
import { tcpWire } from '@lab/messaging/tcp/tcp-wire';
import { expect, it } from 'vitest';
import { bytesOf } from './wire-bytes.ts';

const exchange = (text: string) => ({ context: 'catalog', method: 'find', question: {}, answer: text });

it.each([
  ['tcp', tcpWire],
  ['http', httpWire],
])('counts each byte that an answer has more, over %s', async (_, wire) => {
  const [short, long] = [
    await bytesOf(wire, exchange('x')),
    await bytesOf(wire, exchange('x'.repeat(1_001))),
  ];
  // The length of a body of four digits is written with more of them over HTTP, and handlers take 0.01 to 99 ms.
  expect(long - short).toBeGreaterThan(995);
  expect(long - short).toBeLessThan(1_010);
  expect(short).toBeGreaterThan(80);
});
