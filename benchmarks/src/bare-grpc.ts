import { fileURLToPath } from 'node:url';
import {
  type Client,
  credentials,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const PROTO = fileURLToPath(new URL('../../microservices/messaging/proto/shop.proto', import.meta.url));

/** A client as grpc-js makes it of a service's definition. */
interface InventoryClient extends Client {
  levels(question: object, replied: (error: Error | null, reply: unknown) => void): void;
}

/** The least that is a gRPC call, as its documentation has it: proto-loader and grpc-js, no deadline and no metadata. */
export async function bareGrpc(answer: readonly object[]) {
  const { shop } = loadPackageDefinition(loadSync(PROTO, { longs: Number, defaults: true }));
  const { Inventory } = shop as unknown as { Inventory: ServiceClientConstructor };
  const server = new Server();
  server.addService(Inventory.service, {
    levels: (_: ServerUnaryCall<unknown, unknown>, replied: sendUnaryData<unknown>) =>
      replied(null, { items: answer }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const client = new Inventory(
    `127.0.0.1:${port}`,
    credentials.createInsecure(),
  ) as unknown as InventoryClient;
  return {
    call: (question: object) =>
      new Promise<unknown>((resolve, reject) => {
        client.levels(question, (error, reply) => {
          if (error) reject(error);
          else resolve(reply);
        });
      }),
    async close() {
      client.close();
      server.forceShutdown();
    },
  };
}
