import { randomUUID } from 'node:crypto';
import { freePorts } from '@lab/lab/host/processes/free-ports';
import { directCalls } from '@lab/messaging/direct/calls';
import type { Wire } from '@lab/messaging/direct/wire';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { countingRelay } from './counting-relay.ts';
import { troubleOnly } from './rpc.ts';

/** The first calls open a connection, and teach both its ends what headers need not be repeated. */
const FIRST_CALLS = 50;
const CALLS = 200;

/** What is asked of a context, and what it answers. */
export interface Exchange {
  readonly context: string;
  readonly method: string;
  readonly question: unknown;
  readonly answer: unknown;
}

/**
 * Bytes of a call as they go over the connection, request and reply together, a mean over calls that follow each other. Headers of TCP and IP
 * are not among them.
 */
export async function bytesOf(wire: Wire, { context, method, question, answer }: Exchange): Promise<number> {
  const [port = 0] = await freePorts(1);
  const place = { host: '127.0.0.1', logger: troubleOnly, callTimeoutMs: 5_000 };
  const serving = directCalls(wire, { ...place, port, addressesOf: () => [] });
  await serving.serve(context, { [method]: async () => answer });
  const relay = await countingRelay(port);
  const asking = directCalls(wire, { ...place, port: 0, addressesOf: () => [`127.0.0.1:${relay.port}`] });
  const call = () =>
    inCall({ correlationId: randomUUID() }, () => asking.rpc.call(context, method, question));
  try {
    for (let i = 0; i < FIRST_CALLS; i++) await call();
    relay.taken();
    for (let i = 0; i < CALLS; i++) await call();
    return relay.taken() / CALLS;
  } finally {
    await asking.close();
    await relay.close();
    await serving.close();
  }
}
