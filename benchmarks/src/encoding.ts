import { protobufCodec } from '@lab/messaging/grpc/protobuf';
import { type Codec, json } from '@lab/shared-domain/adapters/messages/codec';
import { generateShop } from '@lab/shared-domain/seed/shop-seed';
import Table from 'cli-table3';
import type { Block } from './closed-loop.ts';
import { interleave } from './interleave.ts';

/** What it costs to write an answer and to read it again, without anybody who carries it: JSON beside protobuf, in turns. */
const SCHEDULE = { pairs: 11, blockMs: 50, warmUpMs: 300 };
/** So many are done between two looks at the clock: a look takes as long as a small answer. */
const AT_A_TIME = 20;

const { products } = generateShop(1).catalog;
const page = (size: number) => ({ items: products.slice(0, size), nextCursor: products[size]?.sku ?? null });

const ANSWERS: readonly (readonly [name: string, pattern: string, value: unknown])[] = [
  ['one product', 'catalog.find', products.slice(0, 1)],
  ['a page of 20', 'catalog.list', page(20)],
  ['a page of 100', 'catalog.list', page(100)],
];

const repeat =
  (codec: Codec, pattern: string, value: unknown) =>
  async (ms: number): Promise<Block> => {
    const start = performance.now();
    let operations = 0;
    while (performance.now() - start < ms) {
      for (let i = 0; i < AT_A_TIME; i++)
        codec.read('result', pattern, codec.write('result', pattern, value));
      operations += AT_A_TIME;
    }
    return { operations, ms: performance.now() - start };
  };

const table = new Table({
  head: ['answer', 'JSON, bytes', 'protobuf, bytes', 'JSON, µs', 'protobuf, µs', 'time, protobuf ÷ JSON'],
  colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  style: { head: [], border: [] },
});
for (const [name, pattern, value] of ANSWERS) {
  const [text, binary] = [json, protobufCodec].map((codec) => codec.write('result', pattern, value).length);
  const sides = { layered: repeat(json, pattern, value), bare: repeat(protobufCodec, pattern, value) };
  const { ratio, layered, bare } = await interleave(sides, SCHEDULE, AbortSignal.timeout(60_000));
  const micros = (perSecond: number) => (1_000_000 / perSecond).toFixed(1);
  const interval = ratio.ci95 ? ` [${ratio.ci95.low.toFixed(2)}, ${ratio.ci95.high.toFixed(2)}]` : '';
  table.push([
    name,
    String(text),
    String(binary),
    micros(layered),
    micros(bare),
    `${ratio.median.toFixed(2)}${interval}`,
  ]);
}
process.stdout.write(`${table.toString()}\n`);
