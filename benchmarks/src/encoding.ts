import { grpcWire } from '@lab/messaging/grpc/grpc-wire';
import { protobufCodec } from '@lab/messaging/grpc/protobuf';
import { httpWire } from '@lab/messaging/http/http-wire';
import { tcpWire } from '@lab/messaging/tcp/tcp-wire';
import { type Codec, json } from '@lab/shared-domain/adapters/messages/codec';
import { generateShop } from '@lab/shared-domain/seed/shop-seed';
import Table from 'cli-table3';
import type { Block } from './closed-loop.ts';
import { interleave } from './interleave.ts';
import { bytesOf, type Exchange } from './wire-bytes.ts';

/** What it costs to write an answer and to read it again, without anybody who carries it: JSON beside protobuf, in turns. */
const SCHEDULE = { pairs: 11, blockMs: 50, warmUpMs: 300 };
/** So many are done between two looks at the clock: a look takes as long as a small answer. */
const AT_A_TIME = 20;

const { products } = generateShop(1).catalog;
const find: Exchange = {
  ...{ context: 'catalog', method: 'find' },
  question: { skus: [products[0]?.sku] },
  answer: products.slice(0, 1),
};
const page = (limit: number): Exchange => ({
  ...{ context: 'catalog', method: 'list' },
  question: { limit },
  answer: { items: products.slice(0, limit), nextCursor: products[limit]?.sku ?? null },
});

const EXCHANGES: readonly (readonly [name: string, exchange: Exchange])[] = [
  ['one product', find],
  ['a page of 20', page(20)],
  ['a page of 100', page(100)],
];

const patternOf = ({ context, method }: Exchange): string => `${context}.${method}`;

const repeat =
  (codec: Codec, exchange: Exchange) =>
  async (ms: number): Promise<Block> => {
    const pattern = patternOf(exchange);
    const start = performance.now();
    let operations = 0;
    while (performance.now() - start < ms) {
      for (let i = 0; i < AT_A_TIME; i++)
        codec.read('result', pattern, codec.write('result', pattern, exchange.answer));
      operations += AT_A_TIME;
    }
    return { operations, ms: performance.now() - start };
  };

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};

const encoding: string[][] = [];
const wires: string[][] = [];
for (const [name, exchange] of EXCHANGES) {
  const written = [json, protobufCodec].map((codec) =>
    String(codec.write('result', patternOf(exchange), exchange.answer).length),
  );
  const sides = { layered: repeat(json, exchange), bare: repeat(protobufCodec, exchange) };
  const { ratio, layered, bare } = await interleave(sides, SCHEDULE, AbortSignal.timeout(60_000));
  const micros = (perSecond: number) => (1_000_000 / perSecond).toFixed(1);
  const interval = ratio.ci95 ? ` [${ratio.ci95.low.toFixed(2)}, ${ratio.ci95.high.toFixed(2)}]` : '';
  encoding.push([name, ...written, micros(layered), micros(bare), `${ratio.median.toFixed(2)}${interval}`]);
  const carried = [];
  for (const wire of [tcpWire, httpWire, grpcWire]) carried.push((await bytesOf(wire, exchange)).toFixed(0));
  wires.push([name, ...carried]);
}
process.stdout.write(`An answer, written and read again:
${tableOf(
  ['answer', 'JSON, bytes', 'protobuf, bytes', 'JSON, µs', 'protobuf, µs', 'time, protobuf ÷ JSON'],
  encoding,
)}

Bytes of a call on its connection, request and reply together:
${tableOf(['answer', 'TCP, JSON', 'HTTP/1.1, JSON', 'gRPC, protobuf'], wires)}
`);
