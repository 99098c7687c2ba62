import { randomUUID } from 'node:crypto';
import { freePorts } from '@lab/lab/host/processes/free-ports';
import { directCalls } from '@lab/messaging/direct/calls';
import type { Wire } from '@lab/messaging/direct/wire';
import { type Codec, json } from '@lab/shared-domain/adapters/messages/codec';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { type CountingRelay, countingRelay } from './counting-relay.ts';
import { type Exchange, patternOf } from './exchanges.ts';
import { callsOverRabbitMq, type Namespace, troubleOnly } from './rpc.ts';

const LOOPBACK = '127.0.0.1';
const AMQP_PORT = 5672;
/** The first calls open a connection, and teach both its ends what headers need not be repeated. */
const FIRST_CALLS = 50;
const CALLS = 200;

/**
 * Bytes of a call as they go over its connections, request and reply together, a mean over calls that follow each other. Headers of TCP and IP
 * are not among them.
 */
export interface CallBytes {
  /** Question and answer as they are written, as often as they are carried. */
  readonly payload: number;
  /** All that carries them: types, heads, frames, acknowledgements. */
  readonly protocol: number;
}

/** From process to process. */
export async function bytesOverWire(wire: Wire, exchange: Exchange): Promise<CallBytes> {
  const { context, method, question, answer } = exchange;
  const [port = 0] = await freePorts(1);
  const place = { host: LOOPBACK, logger: troubleOnly, callTimeoutMs: 5_000 };
  const serving = directCalls(wire, { ...place, port, addressesOf: () => [] });
  await serving.serve(context, { [method]: async () => answer });
  const relay = await countingRelay(port);
  const asking = directCalls(wire, { ...place, port: 0, addressesOf: () => [`${LOOPBACK}:${relay.port}`] });
  const call = () =>
    inCall({ correlationId: randomUUID() }, () => asking.rpc.call(context, method, question));
  try {
    const payload = payloadOf(wire.codec, exchange);
    return { payload, protocol: (await meanOf(relay, call)) - payload };
  } finally {
    await asking.close();
    await relay.close();
    await serving.close();
  }
}

/** Over a broker a call passes two connections: the caller's and that of who answers. Both are counted. */
export async function bytesOverRabbitMq(namespace: Namespace, exchange: Exchange): Promise<CallBytes> {
  const { context, method, question, answer } = exchange;
  const url = new URL(namespace.AMQP_URL);
  const relay = await countingRelay(Number(url.port) || AMQP_PORT, url.hostname);
  url.hostname = LOOPBACK;
  url.port = String(relay.port);
  try {
    const through = { ...namespace, AMQP_URL: url.href };
    const calls = await callsOverRabbitMq(through, context, { [method]: async () => answer });
    try {
      const payload = 2 * payloadOf(json, exchange);
      const all = await meanOf(relay, () => calls.call(method, question, randomUUID()));
      return { payload, protocol: all - payload };
    } finally {
      await calls.close();
    }
  } finally {
    await relay.close();
  }
}

function payloadOf(codec: Codec, exchange: Exchange): number {
  const pattern = patternOf(exchange);
  const asked = codec.write('request', pattern, exchange.question);
  return asked.length + codec.write('result', pattern, exchange.answer).length;
}

async function meanOf(relay: CountingRelay, call: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < FIRST_CALLS; i++) await call();
  relay.taken();
  for (let i = 0; i < CALLS; i++) await call();
  return relay.taken() / CALLS;
}
