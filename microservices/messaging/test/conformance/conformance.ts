import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Handlers } from '@lab/shared-domain/adapters/messages/request';
import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { afterEach, beforeEach, describe, inject } from 'vitest';
import { BALANCINGS, type Balancing } from '../../src/direct/picks.ts';
import { openTransport } from '../../src/open-transport.ts';
import { RecordingLogger } from '../support.ts';

/** All that carry calls. Each must do what a `Transport` promises, on real connections. */
const TRANSPORTS = ['rabbitmq', 'grpc', 'http', 'tcp'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** What a call fails with, or its result. */
export const outcome = (call: Promise<unknown>) => call.catch((error: unknown) => error);
/** Work of a caller who waits so long, ms. */
export const within = <T>(ms: number, work: () => T): T =>
  inCall({ correlationId: 'test', deadline: Date.now() + ms }, work);
/** Asks the catalog. */
export const ask = (transport: Transport, method: string, payload?: unknown): Promise<unknown> =>
  transport.rpc.call('catalog', method, payload);

/** Runs a suite against each of them. */
export function conformance(suite: (network: () => Network, name: TransportName) => void): void {
  describe.each(TRANSPORTS)('calls over %s', (name) => {
    let network: Network;
    beforeEach(async () => {
      network = await Network.of(name);
    });
    afterEach(() => network.close());
    suite(() => network, name);
  });
}

/** Those that share requests out themselves, with each way of doing so. */
export function balancedConformance(suite: (network: () => Network, balancing: Balancing) => void): void {
  const rows = TRANSPORTS.filter((name) => name !== 'rabbitmq').flatMap((name) =>
    BALANCINGS.map((balancing) => ({ name, balancing })),
  );
  describe.each(rows)('calls over $name with $balancing', ({ name, balancing }) => {
    let network: Network;
    beforeEach(async () => {
      network = await Network.of(name, balancing);
    });
    afterEach(() => network.close());
    suite(() => network, balancing);
  });
}

/**
 * Processes that can call each other, as the settings of a topology make them: two instances of the catalog, and whoever asks them. Nobody
 * serves payments. Each end has a transport of its own, and all of its connections.
 */
export class Network {
  readonly logger = new RecordingLogger();
  readonly #open: Transport[] = [];
  readonly #ports: readonly [number, number, number];
  readonly #prefix = `test-${randomUUID().slice(0, 8)}.`;

  private constructor(
    readonly name: TransportName,
    ports: readonly number[],
    private readonly balancing: Balancing,
  ) {
    this.#ports = [ports[0] ?? 0, ports[1] ?? 0, ports[2] ?? 0];
  }

  static async of(name: TransportName, balancing: Balancing = 'round-robin'): Promise<Network> {
    return new Network(name, await freePorts(3), balancing);
  }

  /** Of the process that is the first or second instance of the catalog, or of one that only asks. */
  settings(instance?: 0 | 1) {
    const [first, second, nobody] = this.#ports.map((port) => `127.0.0.1:${port}`);
    return {
      TRANSPORT: this.name,
      HOST: '127.0.0.1',
      AMQP_URL: inject('amqpUrl'),
      AMQP_PREFIX: this.#prefix,
      CALLS_PORT: instance === undefined ? 0 : this.#ports[instance],
      CALLS_BALANCING: this.balancing,
      CALLS_CATALOG: `${first},${second}`,
      CALLS_PAYMENTS: nobody,
    };
  }

  /** An end that asks. */
  async end(instance?: 0 | 1): Promise<Transport> {
    const options = { name: 'test', logger: this.logger, callTimeoutMs: 10_000 };
    const transport = await openTransport(this.settings(instance), options);
    this.#open.push(transport);
    return transport;
  }

  /** An end that answers as an instance of the catalog. */
  async serve(handlers: Handlers, { instance = 0, atOnce }: { instance?: 0 | 1; atOnce?: number } = {}) {
    const transport = await this.end(instance);
    await transport.serve('catalog', handlers, atOnce);
    return transport;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((transport) => transport.close()));
  }
}

/** Ports of this machine on which nobody listens. */
async function freePorts(many: number): Promise<number[]> {
  const servers = Array.from({ length: many }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
