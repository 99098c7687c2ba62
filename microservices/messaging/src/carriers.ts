import type { Transport } from '@lab/shared-domain/adapters/messages/transport';

/** What carries the calls of a transport, its events apart. */
export type CallCarrier = Omit<Transport, 'events'>;

/** What carries its events. */
export type EventCarrier = Omit<Transport, 'rpc' | 'serve'>;

/** A transport out of two carriers, which may be of different kinds. */
export function together(calls: CallCarrier, events: EventCarrier): Transport {
  return {
    rpc: calls.rpc,
    serve: (context, handlers, atOnce) => calls.serve(context, handlers, atOnce),
    events: events.events,
    waitingFor: () => [...new Set([...calls.waitingFor(), ...events.waitingFor()])],
    sent: () => calls.sent() + events.sent(),
    async drain(ms) {
      await Promise.all([calls.drain(ms), events.drain(ms)]);
    },
    async close() {
      await events.close();
      await calls.close();
    },
  };
}
