import { freePorts } from '@lab/lab/host/processes/free-ports';
import { directCalls } from '@lab/messaging/direct/calls';
import { grpcWire } from '@lab/messaging/grpc/grpc-wire';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { bareGrpc } from './bare-grpc.ts';
import type { Benchmark } from './benchmark.ts';
import { closedLoop } from './closed-loop.ts';
import { troubleOnly } from './rpc.ts';

const QUESTION = { skus: ['SKU-00001'] };
const ANSWER = [{ sku: 'SKU-00001', onHand: 5_000, reserved: 0 }];

/** Both ends run in this process, on a connection each, on both sides. */
export function grpc({ id, inFlight, target }: { id: string; inFlight: number; target: number }): Benchmark {
  return {
    id,
    counted: 'calls',
    target,
    meaning: `what deadlines, the bound of requests in work and correlation leave of the speed of bare grpc-js, ${inFlight} at a time`,
    async open() {
      const layered = await layeredGrpc();
      const bare = await bareGrpc(ANSWER);
      return {
        layered: (ms) => closedLoop(() => layered.call(QUESTION), { inFlight, ms }),
        bare: (ms) => closedLoop(() => bare.call(QUESTION), { inFlight, ms }),
        async close() {
          await layered.close();
          await bare.close();
        },
      };
    },
  };
}

async function layeredGrpc() {
  const [port = 0] = await freePorts(1);
  const place = { host: '127.0.0.1', logger: troubleOnly, callTimeoutMs: 3_000 };
  const serving = directCalls(grpcWire, { ...place, port, addressesOf: () => [] });
  await serving.serve('inventory', { levels: async () => ANSWER });
  const asking = directCalls(grpcWire, { ...place, port: 0, addressesOf: () => [`127.0.0.1:${port}`] });
  return {
    // As every call is made: for a request, under whose id the server logs it.
    call: (question: unknown) =>
      inCall({ correlationId: 'bench' }, () => asking.rpc.call('inventory', 'levels', question)),
    async close() {
      await asking.close();
      await serving.drain(1_000);
      await serving.close();
    },
  };
}
