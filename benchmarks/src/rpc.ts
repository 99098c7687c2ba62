import { openConnection } from '@lab/messaging/rabbitmq/connection';
import { RpcClient } from '@lab/messaging/rabbitmq/rpc-client';
import { serveRpc } from '@lab/messaging/rabbitmq/rpc-server';
import type { Handlers } from '@lab/shared-domain/adapters/messages/request';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { bareRpc } from './bare-rpc.ts';
import type { Benchmark } from './benchmark.ts';
import { closedLoop } from './closed-loop.ts';

/** Where a benchmark may declare what it likes, as `freshNamespace` of a component gives it. */
export interface Namespace {
  readonly AMQP_URL: string;
  readonly AMQP_PREFIX: string;
}

const CONTEXT = 'bench';
const QUESTION = { skus: ['SKU-00001'] };
const ANSWER = [{ sku: 'SKU-00001', onHand: 5_000, reserved: 0 }];

interface Figure {
  readonly id: string;
  /** Calls under way at any time. */
  readonly inFlight: number;
  readonly target: number;
}

/** Both ends run in this process, on a connection each, on both sides. */
export function rpc(namespace: Namespace, { id, inFlight, target }: Figure): Benchmark {
  return {
    id,
    counted: 'calls',
    target,
    meaning: `what deadlines, acknowledgements and correlation leave of the speed of bare request/reply over RabbitMQ, ${inFlight} at a time`,
    async open() {
      const layered = await callsOverRabbitMq(namespace, CONTEXT, { levels: async () => ANSWER });
      const bare = await bareRpc(namespace, ANSWER);
      return {
        layered: (ms) => closedLoop(() => layered.call('levels', QUESTION), { inFlight, ms }),
        bare: (ms) => closedLoop(() => bare.call(QUESTION), { inFlight, ms }),
        async close() {
          await layered.close();
          await bare.close();
        },
      };
    },
  };
}

/** Both ends of a context's calls, on a connection each. */
export async function callsOverRabbitMq(
  { AMQP_URL: url, AMQP_PREFIX: prefix }: Namespace,
  context: string,
  handlers: Handlers,
) {
  const connect = (name: string) => openConnection({ url, prefix, name, logger: troubleOnly });
  const serving = await connect('bench-server');
  const server = await serveRpc(serving, context, handlers);
  const asking = await connect('bench-client');
  const client = await RpcClient.open(asking);
  return {
    // As every call is made: for a request, under whose id the server logs it.
    call: (method: string, question: unknown, correlationId = 'bench') =>
      inCall({ correlationId }, () => client.call(context, method, question)),
    async close() {
      await client.close();
      await asking.close();
      await server.close();
      await serving.close();
    },
  };
}

const silent = () => undefined;
const tell = (fields: object, message: string) =>
  process.emitWarning(message, { detail: JSON.stringify(fields) });
/** A logger for what should not happen while something is measured. */
export const troubleOnly = { debug: silent, info: silent, warn: tell, error: tell };
