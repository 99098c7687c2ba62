import { abortedByUser } from '@lab/lab/commands/interruption';
import type { Wire } from '@lab/messaging/direct/wire';
import { grpcWire } from '@lab/messaging/grpc/grpc-wire';
import { protobufCodec } from '@lab/messaging/grpc/protobuf';
import { httpWire } from '@lab/messaging/http/http-wire';
import { tcpWire } from '@lab/messaging/tcp/tcp-wire';
import { type Codec, json } from '@lab/shared-domain/adapters/messages/codec';
import type { Block } from './closed-loop.ts';
import { EXCHANGES, type Exchange, patternOf } from './exchanges.ts';
import { inServer } from './in-server.ts';
import { interleave } from './interleave.ts';
import { carriedOut, ratioSaid, say, tableOf } from './printed.ts';
import { bytesOverRabbitMq, bytesOverWire, type CallBytes } from './wire-bytes.ts';

/** What it costs to write an answer and to read it again, without anybody who carries it: JSON beside protobuf, in turns. */
const SCHEDULE = { pairs: 11, blockMs: 50, warmUpMs: 300 };
/** So many are done between two looks at the clock: a look takes as long as a small answer. */
const AT_A_TIME = 20;

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

/** What carries a call, as the table has it. */
const WIRES: readonly (readonly [name: string, wire: Wire])[] = [
  ['TCP, JSON', tcpWire],
  ['HTTP/1.1, JSON', httpWire],
  ['gRPC, protobuf', grpcWire],
];

const signal = abortedByUser();

/** A row for each answer. */
async function encodingRows(): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [name, exchange] of EXCHANGES) {
    const written = [json, protobufCodec].map((codec) =>
      String(codec.write('result', patternOf(exchange), exchange.answer).length),
    );
    const sides = { layered: repeat(json, exchange), bare: repeat(protobufCodec, exchange) };
    const { ratio, layered, bare } = await interleave(sides, SCHEDULE, signal);
    const micros = (perSecond: number) => (1_000_000 / perSecond).toFixed(1);
    rows.push([name, ...written, micros(layered), micros(bare), ratioSaid(ratio)]);
  }
  return rows;
}

/** By answer, the bytes of a call over RabbitMQ. @returns why it is not to be had, where it is not */
async function overRabbitMq(): Promise<readonly CallBytes[] | string> {
  const found: CallBytes[] = [];
  const missing = await inServer('rabbitmq', signal, async ({ AMQP_URL = '', AMQP_PREFIX = '' }) => {
    for (const [, exchange] of EXCHANGES)
      found.push(await bytesOverRabbitMq({ AMQP_URL, AMQP_PREFIX }, exchange));
  });
  return missing ?? found;
}

/** Two rows for each answer: what is carried, and what carries it. @param brokered over RabbitMQ, by answer */
async function wireRows(brokered: readonly CallBytes[]): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [index, [name, exchange]] of EXCHANGES.entries()) {
    const carried: (CallBytes | undefined)[] = [];
    for (const [, wire] of WIRES) carried.push(await bytesOverWire(wire, exchange));
    carried.push(brokered[index]);
    const row = (part: keyof CallBytes) => carried.map((bytes) => bytes?.[part].toFixed(0) ?? '–');
    rows.push([name, 'payload', ...row('payload')], ['', 'protocol', ...row('protocol')]);
  }
  return rows;
}

async function main(): Promise<void> {
  const encoding = await encodingRows();
  const brokered = await overRabbitMq();
  const wires = await wireRows(typeof brokered === 'string' ? [] : brokered);
  process.stdout.write(`An answer, written and read again:
${tableOf(
  ['answer', 'JSON, bytes', 'protobuf, bytes', 'JSON, µs', 'protobuf, µs', 'time, protobuf ÷ JSON'],
  encoding,
)}

Bytes of a call on its connections, request and reply together. Over RabbitMQ it passes two:
${tableOf(['answer', 'bytes of', ...WIRES.map(([name]) => name), 'RabbitMQ, JSON'], wires)}
`);
  if (typeof brokered === 'string') say(`NOT MEASURED: calls over RabbitMQ, because ${brokered}`);
}

await carriedOut(main, signal);
