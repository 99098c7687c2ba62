import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { afterEach, expect, it } from 'vitest';
import { directCalls } from '../src/direct/calls.ts';
import { grpcWire } from '../src/grpc/grpc-wire.ts';
import { pathOf, protobufCodec } from '../src/grpc/protobuf.ts';
import { eventually, RecordingLogger } from './support.ts';

const logger = new RecordingLogger();
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** Two instances of the catalog, which count the calls that they get. */
async function twoInstances() {
  const counts: [number, number] = [0, 0];
  const addresses: string[] = [];
  for (const instance of [0, 1] as const) {
    const port = await freePort();
    const place = { host: '127.0.0.1', port, addressesOf: () => [], logger, callTimeoutMs: 5_000 };
    const serving = directCalls(grpcWire, place);
    open.push(serving);
    const find = async () => {
      counts[instance]++;
      return [];
    };
    await serving.serve('catalog', { find });
    addresses.push(`127.0.0.1:${port}`);
  }
  return { counts, addresses };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Any gRPC client, with what gRPC does by itself: it takes the first address that it reaches, and stays with that connection. */
function plainClient(addresses: readonly string[]) {
  const client = new Client(`ipv4:${addresses.join(',')}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  open.push({ close: async () => client.close() });
  const asIs = (content: Buffer) => content;
  return () =>
    new Promise<unknown>((resolve, reject) => {
      const question = protobufCodec.write('request', 'catalog.find', { skus: [] });
      const replied = (error: Error | null, reply?: Buffer) =>
        error
          ? reject(error)
          : resolve(protobufCodec.read('result', 'catalog.find', reply ?? Buffer.alloc(0)));
      client.makeUnaryRequest(pathOf('catalog.find'), asIs, asIs, question, new Metadata(), {}, replied);
    });
}

it('a client that does not balance pins all calls to one instance: they share its connection', async () => {
  const { counts, addresses } = await twoInstances();
  const ask = plainClient(addresses);
  for (let i = 0; i < 20; i++) expect(await ask()).toEqual([]);
  expect([...counts].sort((a, b) => a - b)).toEqual([0, 20]);
});

it('ours takes turns', async () => {
  const { counts, addresses } = await twoInstances();
  const place = { host: '127.0.0.1', port: 0, logger, callTimeoutMs: 5_000 };
  const asking = directCalls(grpcWire, { ...place, addressesOf: () => addresses });
  open.push(asking);
  const ask = () => asking.rpc.call('catalog', 'find', { skus: [] });
  await eventually('both are connected', async () => {
    await ask();
    return counts.every((count) => count > 0);
  });
  const before = [...counts];
  for (let i = 0; i < 20; i++) await ask();
  expect(counts.map((count, instance) => count - (before[instance] ?? 0))).toEqual([10, 10]);
});
