import type { CallCarrier } from '../carriers.ts';
import type { Logger } from '../logger.ts';
import { DirectClient } from './client.ts';
import type { Picker } from './picks.ts';
import { DirectServer } from './server.ts';
import type { Wire } from './wire.ts';

export interface DirectOptions {
  /** Where to take calls. */
  readonly host: string;
  readonly port: number;
  readonly addressesOf: (context: string) => readonly string[];
  /** See `DirectClientOptions.pick`. */
  readonly pick?: (() => Picker) | undefined;
  readonly logger: Logger;
  /** The longest a call may take, when its own deadline allows more. ms. */
  readonly callTimeoutMs: number;
}

/** For calls that are still under way when a process ends, after its requests have ended. ms. */
const FLUSH_MS = 1_000;

/** Calls that go from process to process, with no server between them. */
export function directCalls(
  wire: Wire,
  { host, port, addressesOf, pick, logger, callTimeoutMs }: DirectOptions,
): CallCarrier {
  const client = new DirectClient(wire, { addressesOf, pick, logger, timeoutMs: callTimeoutMs });
  const server = new DirectServer(wire, { host, port, logger });
  return {
    rpc: client,
    async serve(context, handlers, atOnce) {
      await server.serve(context, handlers, atOnce);
    },
    waitingFor: () => (server.waiting ? ['its port for calls'] : []),
    sent: () => client.sent + server.sent,
    drain: (ms) => server.drain(ms),
    async close() {
      await client.close(FLUSH_MS);
      await server.close();
    },
  };
}
