import { openParts } from '@lab/chassis/parts';
import type { GatewaySettings } from '@lab/chassis/settings';
import { openShopCache } from '@lab/shared-domain/adapters/cache/shop-cache';
import { dutiesIn } from '@lab/shared-domain/adapters/duties/duties';
import { createEdge } from '@lab/shared-domain/adapters/http/edge';
import { openLimit } from '@lab/shared-domain/adapters/http/limits/open-limit';
import { callTimeouts } from '@lab/shared-domain/adapters/process/call-timeouts';
import { ConfigError, jwtSecret, showsOperatorPages } from '@lab/shared-domain/adapters/process/config';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { createIdentity } from '@lab/shared-domain/identity/identity-service';
import type { Logger } from 'pino';
import { remoteContexts } from './contexts.ts';
import { GatewayModule } from './gateway.module.ts';
import { servicesThatDoNotAnswer } from './readiness.ts';

/** Events in work may take so long to end when the process is told to. ms. */
const DRAIN_MS = 5_000;

/** The process, and the context whose data it keeps. */
export const OWN = { name: 'gateway', contexts: ['identity'] } as const;

export async function serve(settings: GatewaySettings, logger: Logger): Promise<Program> {
  if (settings.CACHE !== 'none' && settings.REPLICAS !== 'none')
    throw new ConfigError(
      `CACHE=${settings.CACHE} is for REPLICAS=none: a reader that keeps replicas asks nobody.`,
    );
  const secret = jwtSecret(settings);
  const duties = dutiesIn(settings, logger);
  const { requestMs, optionalPartMs } = callTimeouts(settings);
  const operatorPages = showsOperatorPages(settings);
  // It only writes a replica, and a snapshot at the next start mends what a power cut has taken.
  const parts = await openParts({ ...OWN, derived: true, callTimeoutMs: requestMs }, settings, logger);
  const { database, transport, registry, replica, faults } = parts;
  const cache = await openShopCache(settings, registry, logger);
  if (cache?.subscription) await transport.events.subscribe(cache.subscription, database);
  const remotes = remoteContexts(transport.rpc);
  const contexts = replica ? { ...remotes, catalog: replica.catalog, inventory: replica.inventory } : remotes;
  const waitingFor = async () => {
    const missing = await parts.waitingFor();
    return missing.length > 0 ? missing : servicesThatDoNotAnswer(remotes);
  };
  const identity = createIdentity({ store: database.stores.identity });
  const root = GatewayModule.of({
    contexts,
    identity,
    waitingFor,
    jwtSecret: secret,
    duties,
    registry,
    optionalPartMs,
    operatorPages,
    cache,
  });
  const obstacle = faults.atEdge();
  const limit = await openLimit(settings, registry, logger);
  const app = await createEdge(root, {
    ...{ logger, registry, operatorPages, duties, limit, obstacle },
    requestTimeoutMs: requestMs,
  });
  await app.listen(settings.PORT, settings.HOST);
  logger.info({ url: await app.getUrl() }, 'serving');
  return {
    async stop() {
      faults.clear();
      await app.close();
      await limit?.close();
      await transport.drain(DRAIN_MS);
      await parts.close();
      await cache?.close();
    },
  };
}
