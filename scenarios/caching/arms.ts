/** Both deployments, without a cache: each is what its own arms with one are compared with. */
export const SERVICES = 'microservices';
export const MONOLITH = 'monolith';

/** A cache: as an arm's text has it, the component whose server it needs, and how reports call it in a sentence. */
export interface CacheKind {
  readonly id: string;
  readonly server: string | undefined;
  readonly name: string;
}

export const CACHES: readonly CacheKind[] = [
  { id: 'memory', server: undefined, name: 'memory' },
  { id: 'redis', server: 'redis', name: 'Redis' },
  { id: 'memcached', server: 'memcached', name: 'Memcached' },
];

/** One that is too small for what is asked for. */
const FEW: CacheKind = { id: 'memory-50', server: undefined, name: 'memory for 50 copies' };

export const withCache = (base: string, cache: string): string => `${base}+cache=${cache}`;

export const REDIS = withCache(SERVICES, 'redis');
export const MEMCACHED = withCache(SERVICES, 'memcached');
/** Those that the notes name: they decide. */
export const NAMED = [REDIS, MEMCACHED] as const;
export const MONOLITH_REDIS = withCache(MONOLITH, 'redis');
export const SMALL = withCache(MONOLITH, FEW.id);
/** Whoever misses a copy asks, however many do at once. */
export const STAMPEDING = `${REDIS}+cache-refresh=none`;
/** A few readers ask before a copy has expired. */
export const EARLY = `${REDIS}+cache-refresh=xfetch`;
/** The event of a changed price alone ends the copy: who has changed it may be answered before. */
export const BY_EVENT = `${REDIS}+cache-invalidation=events-alone`;
/** A change of a price ends no copy: it lives for two seconds. */
export const EXPIRING = `${REDIS}+cache-invalidation=ttl+cache-ttl=2s`;

/** Each cache as it is by default, in both deployments. */
export const PLAIN: readonly string[] = [SERVICES, MONOLITH].flatMap((base) =>
  CACHES.map(({ id }) => withCache(base, id)),
);

export const CACHED: readonly string[] = [...PLAIN, SMALL, STAMPEDING, EARLY, BY_EVENT, EXPIRING];

export const ALL: readonly string[] = [SERVICES, MONOLITH, ...CACHED];

/** The deployment that an arm is, without its cache. */
export const baseOf = (topology: string): string => topology.split('+', 1)[0] ?? topology;

/** The cache of an arm; undefined for one that has none. */
export const cacheOf = (topology: string): CacheKind | undefined =>
  [...CACHES, FEW].find(({ id }) => topology.split('+').includes(`cache=${id}`));

/** What becomes of a copy that many ask for: in each of these arms something else. */
export const REFRESHED: readonly string[] = [REDIS, STAMPEDING, EARLY];
/** Those that do not have the default are compared with the one that does. */
export const AGAINST_DEFAULT: Readonly<Record<string, string>> = { [STAMPEDING]: REDIS, [EARLY]: REDIS };

/** By arm with a cache, the arm without it that its figures are compared with. */
export const AGAINST: Readonly<Record<string, string>> = Object.fromEntries(
  CACHED.map((topology) => [topology, baseOf(topology)]),
);
