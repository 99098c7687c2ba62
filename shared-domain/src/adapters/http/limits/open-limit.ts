import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { CacheSettings } from '../../cache/cache-settings.ts';
import { circuitBreaker, USUAL_GUARD } from '../../circuit-breaker.ts';
import { showCountedHere, showLoad } from '../observability/limit-counts.ts';
import { adaptiveLimit, EQUAL_SHARES, PRIORITY_SHARES, type Shares } from './adaptive-limit.ts';
import { fixedLimit } from './fixed-limit.ts';
import type { Limit } from './limit.ts';
import type { LimitSettings } from './limit-settings.ts';
import { type Buckets, rateOf, TokenBuckets } from './token-buckets.ts';

type Settings = LimitSettings & Pick<CacheSettings, 'REDIS_URL' | 'REDIS_PREFIX'>;
type Open = (settings: Settings, registry: Registry, logger: Logger) => Limit | Promise<Limit>;

const adaptive =
  (shares: Shares): Open =>
  (_settings, registry) => {
    const limit = adaptiveLimit(shares);
    showLoad(registry, limit.load);
    return limit;
  };

/** What there is to choose from. */
const LIMITS: Readonly<Record<Exclude<LimitSettings['LIMIT'], 'none'>, Open>> = {
  fixed: (settings) => fixedLimit(new TokenBuckets(rateOf(settings))),
  'fixed-redis': inRedis,
  adaptive: adaptive(EQUAL_SHARES),
  priority: adaptive(PRIORITY_SHARES),
};

/** Opens the limit that the settings choose; undefined for none. */
export const openLimit = async (
  settings: Settings,
  registry: Registry,
  logger: Logger,
): Promise<Limit | undefined> =>
  settings.LIMIT === 'none' ? undefined : LIMITS[settings.LIMIT](settings, registry, logger);

/** Buckets that processes share. While their server is away, each process counts for itself: clients may then have as much of each of them. */
async function inRedis(settings: Settings, registry: Registry, logger: Logger): Promise<Limit> {
  const rate = rateOf(settings);
  // Only where it is used, as a module outside of the program's bundle.
  const { openRedisBuckets } = await import('./redis-buckets.ts');
  const shared = openRedisBuckets(
    { url: settings.REDIS_URL, prefix: settings.REDIS_PREFIX },
    rate,
    (err: unknown) => logger.debug({ err }, 'the limit in Redis is in trouble'),
  );
  const ask = circuitBreaker('the limit', USUAL_GUARD, {
    onChange(used, err) {
      if (used) logger.info('the limit in Redis is used again');
      else logger.warn({ err }, 'the limit in Redis does not answer: this process counts for itself');
    },
    reconnect: () => shared.reconnect(),
  });
  const own = new TokenBuckets(rate);
  const counted = { here: 0 };
  showCountedHere(registry, counted);
  const buckets: Buckets = {
    take: (client) =>
      ask(() => shared.take(client)).catch(() => {
        counted.here += 1;
        return own.take(client);
      }),
  };
  return fixedLimit(buckets, () => shared.close());
}
