import { readSpelling, spell } from '@lab/lab/topologies/spelling';
import type { AllowedDifference } from './behaviour/allowed-differences.ts';

/** An arm that the whole behaviour suite is run against. */
interface SuiteArm {
  /** As tests are named. */
  readonly title: string;
  /** One that keeps copies in a server is run without this cache where the machine has no such server. */
  readonly arm: string;
  readonly differences?: readonly AllowedDifference[];
}

/**
 * Two bases as they are, and as few arms as have the other choices. Choices that have nothing to do with each other share an arm, and so do
 * those that may well disturb each other: several processes write one store of events, and a limit and a cache stand in front of it. Each arm costs
 * 400 tests (ADR 77).
 */
const ARMS = {
  monolith: { title: 'the monolith', arm: 'monolith' },
  'monolith-workers': {
    title: 'the monolith whose primary shares out requests among workers, over one inventory of events',
    arm: 'monolith+workers=2+durability=normal+balancing=request+store=events+ranking=threads',
  },
  // The narrowest limit: what finds a place here finds one with the other limits that follow latency.
  'monolith-cached': {
    title: 'the monolith with serialized calls, a cache in memory and priorities',
    arm: 'monolith+calls=serialized+store=events+cache=memory+cache-refresh=xfetch+limit=priority',
    differences: ['refuses-when-busy'],
  },
  microservices: {
    title: 'the microservices',
    arm: 'microservices',
    differences: ['order-still-pending'],
  },
  'microservices-two-of-each': {
    title: 'the microservices, two of each service, over TCP, with a cache in Memcached and priorities',
    arm: 'microservices+instances=2+cache=memcached+transport=tcp+limit=priority',
    differences: ['order-still-pending', 'refuses-when-busy', 'reads-lag-behind'],
  },
  'microservices-http': {
    title: 'the microservices over HTTP, two of recommendations to choose from, with a cache in Redis',
    arm: 'microservices+recommendations=2+cache=redis+transport=http+balancing=least-outstanding',
    differences: ['order-still-pending', 'reads-lag-behind'],
  },
  'microservices-replicas': {
    title: 'the microservices whose readers keep replicas of an inventory of events, over gRPC',
    arm: 'microservices+replicas=local+store=events+transport=grpc+ranking=wasm',
    differences: ['order-still-pending', 'reads-lag-behind'],
  },
} as const satisfies Record<string, SuiteArm>;

/** The name of its file in `acceptance/test`. */
export type SuiteArmId = keyof typeof ARMS;

export const SUITE_ARMS: Readonly<Record<SuiteArmId, SuiteArm>> = ARMS;

/** The same arm but for what needs a server. @param component its id */
export function withoutServer(arm: string, component: string): string {
  const { base, chosen } = readSpelling(arm);
  return spell({ base, chosen: chosen.filter(({ value }) => !value.components?.includes(component)) });
}

/**
 * Values of choices that the suite does not run with, by the test that tries them: most need a server of their own, or are about something that
 * the suite does not look at.
 */
export const TRIED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'acceptance/test/accepted-orders.test.ts': ['orders=accepted'],
  'acceptance/test/broken-shops.test.ts': ['consistency=no-compensation'],
  'acceptance/test/duties.test.ts': [
    'duties=services',
    'duties=in-services',
    'duties=no-log',
    'duties=no-metrics',
    'duties=unsigned',
    'duties=none',
  ],
  'acceptance/test/generated-requests.test.ts': ['timeouts=off'],
  'acceptance/test/latency-limits.test.ts': ['limit=adaptive'],
  'acceptance/test/limited-processes.test.ts': ['workers=1', 'limit=fixed', 'limit=fixed-redis'],
  'acceptance/test/locked-stock.test.ts': [
    'inventory=2',
    'lock=update',
    'lock=none',
    'lock=redis',
    'lock=redis-fenced',
    'lock=zookeeper',
    'lock=zookeeper-fenced',
    'lock=consul',
    'lock=consul-fenced',
  ],
  'acceptance/test/microservices-kafka.test.ts': ['events=kafka'],
  'acceptance/test/microservices-stacks.test.ts': ['stack=go', 'stack=python'],
  'acceptance/test/updates.test.ts': ['payments=2'],
  'lab/src/bench/cpus-of.test.ts': ['cpus=1', 'cpus=2'],
  'lab/test/tracing-arm.test.ts': ['tracing=on'],
  'microservices/messaging/src/direct/picks.test.ts': ['balancing=two-choices'],
  'shared-domain/src/adapters/cache/cached-contexts.test.ts': [
    'cache-invalidation=events-alone',
    'cache-invalidation=ttl',
  ],
  'shared-domain/src/adapters/cache/read-through.test.ts': ['cache-refresh=none'],
  'shared-domain/src/adapters/duties/duties.test.ts': [
    'duties=log-in-services',
    'duties=metrics-in-services',
    'duties=tokens-in-services',
  ],
};

/** Values that differ from one that is tried in a setting of its server, or in a number. */
export const TRIED_BY_ANOTHER: Readonly<Record<string, string>> = {
  'workers=3': 'workers=2',
  'workers=4': 'workers=2',
  'recommendations=3': 'recommendations=2',
  'recommendations=4': 'recommendations=2',
  'cache=memory-50': 'cache=memory',
  'cache-ttl=1s': 'cache=memory',
  'cache-ttl=2s': 'cache=memory',
  'cache-ttl=5s': 'cache=memory',
  'events=kafka-unflushed': 'events=kafka',
};
