import { exponentialBuckets, Histogram, type Registry } from 'prom-client';
import type { Delay } from '../../messages/transport.ts';

/** From a tenth of a millisecond to some minutes, each bucket a quarter wider than the one before. */
const BUCKETS = exponentialBuckets(0.0001, 1.25, 66);

/** Shows among the metrics how long events take: from the commit to their publication, and from there until a replica has them. */
export function showEventDelays(registry: Registry): { readonly published: Delay; readonly applied: Delay } {
  const delays = new Histogram({
    name: 'shop_event_delay_seconds',
    help: 'Time of an event from the commit to its publication, and from there until a replica has it',
    labelNames: ['stage', 'type'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const of =
    (stage: string): Delay =>
    (type, ms) =>
      delays.observe({ stage, type }, ms / 1000);
  return { published: of('published'), applied: of('applied') };
}
