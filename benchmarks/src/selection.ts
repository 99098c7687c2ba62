import { notOneOf } from '@lab/lab/registry/usage-error';

/** Every figure, in the order in which they are measured. */
export const FIGURES = {
  placeOrder: 'place-order.monolith-vs-bare',
  readProduct: 'read.persistence-vs-bare',
  edge: 'edge.nest-vs-bare-express',
  serverOrder: 'server.place-order.monolith-vs-bare',
  serverProduct: 'server.read-product.monolith-vs-bare',
  oneCall: 'rpc.messaging-vs-bare.1-in-flight',
  manyCalls: 'rpc.messaging-vs-bare.32-in-flight',
  redisHit: 'cache.hit-vs-bare.redis',
  memcachedHit: 'cache.hit-vs-bare.memcached',
  grpcCalls: 'grpc.messaging-vs-bare.32-in-flight',
  kafkaEvents: 'events.kafka-vs-bare',
  replayRate: 'replay.inventory-vs-rows',
  replaySeconds: 'replay.million-events',
  replayMemory: 'replay.million-events.memory',
  replayGrowth: 'replay.memory-growth',
  monolithReady: 'footprint.monolith.ready',
  monolithMemory: 'footprint.monolith.memory',
  monolithIdle: 'footprint.monolith.idle-cpu',
  servicesReady: 'footprint.services.ready',
  serviceMemory: 'footprint.service.memory',
  serviceIdle: 'footprint.service.idle-cpu',
  lateness: 'driver.late-p99-at-500',
  drivers: 'driver.embedded-vs-k6',
} as const;

const IDS: readonly string[] = Object.values(FIGURES);

export const HELP = `Usage: node benchmarks/dist/main.js [<figure>…]

Measures what the layers cost. Without a figure it measures all of them, and writes results/bench.json.
With figures it measures only those, and leaves results/bench.json as it is.

Figures:
${IDS.map((id) => `  ${id}`).join('\n')}
`;

/**
 * The figures that the command line asks for; all when it names none, undefined when it asks for help.
 *
 * @throws UsageError for a figure that there is not
 */
export function selected(args: readonly string[]): ReadonlySet<string> | undefined {
  if (args.some((arg) => arg === '--help' || arg === '-h')) return undefined;
  for (const arg of args) if (!IDS.includes(arg)) throw notOneOf({ en: 'figure', ko: '측정' }, arg, IDS);
  return new Set(args.length > 0 ? args : IDS);
}
