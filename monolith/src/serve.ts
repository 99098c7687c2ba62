import cluster from 'node:cluster';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openShopCache } from '@lab/shared-domain/adapters/cache/shop-cache';
import { dutiesIn } from '@lab/shared-domain/adapters/duties/duties';
import { openFaultInjection } from '@lab/shared-domain/adapters/faults/control-channel';
import { createEdge } from '@lab/shared-domain/adapters/http/edge';
import { openLimit } from '@lab/shared-domain/adapters/http/limits/open-limit';
import { showBacklog } from '@lab/shared-domain/adapters/http/observability/backlog';
import { createRegistry } from '@lab/shared-domain/adapters/http/observability/metrics';
import { showWork } from '@lab/shared-domain/adapters/http/observability/work-done';
import { offerWith } from '@lab/shared-domain/adapters/offer';
import { callTimeouts } from '@lab/shared-domain/adapters/process/call-timeouts';
import { jwtSecret, showsOperatorPages } from '@lab/shared-domain/adapters/process/config';
import { redriven } from '@lab/shared-domain/adapters/process/program';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { untilReady } from '@lab/shared-domain/adapters/process/until-ready';
import { within } from '@lab/shared-domain/kernel/deadline';
import { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { openRanker } from '@lab/shared-domain/recommendations/ranking/open-ranker';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import { slowedDown } from './cpu-slowdown.ts';
import { openShopDatabase } from './database.ts';
import type { ListensAt } from './kept-worker.ts';
import { MonolithModule } from './monolith.module.ts';
import { LOOPBACK } from './request-balancer.ts';
import { openRunner } from './runner.ts';
import { serializedCalls } from './serialized-calls.ts';
import { SerializedEvents } from './serialized-events.ts';
import type { MonolithSettings } from './settings.ts';
import { timedCalls } from './timed-calls.ts';
import { tracedCalls } from './traced-calls.ts';

/** Longer, and an operator looks why. Letters that have not been tried by then are tried at the next start. ms. */
const REDRIVE_MS = 30_000;

/** @param siblings what this process waits for besides itself: in a cluster, the other workers. */
export async function serve(
  settings: MonolithSettings,
  logger: Logger,
  siblings: () => readonly string[] = () => [],
): Promise<Program> {
  const { app, runner, events, lacks, stop } = await openShop(settings, logger, siblings);
  // A worker gets requests as soon as it listens, and nobody asks it before whether it is ready.
  if (cluster.isWorker) await untilReady(lacks);
  await runner.resume();
  // Not waited for: an event that cannot be delivered now keeps nobody from being served.
  void events.replay();
  if (settings.TEST_CPU_SLOWDOWN > 0) {
    logger.warn(
      { share: settings.TEST_CPU_SLOWDOWN },
      'TEST_CPU_SLOWDOWN is set: wasting CPU time on purpose',
    );
    app.use(slowedDown(settings.TEST_CPU_SLOWDOWN));
  }
  if (servesPrimary(settings)) {
    const port = await listenForPrimary(app);
    logger.info({ port }, 'serving the primary');
  } else {
    await app.listen(settings.PORT, settings.HOST);
    logger.info({ url: await app.getUrl() }, 'serving');
  }
  return { stop };
}

/** Whether this is a worker whose requests come from its primary, and from nobody else. */
const servesPrimary = ({ BALANCING }: MonolithSettings): boolean =>
  cluster.isWorker && BALANCING === 'request';

/** Listens on a port of this worker's own, and tells its primary, which alone connects to it. @returns the port */
async function listenForPrimary(app: INestApplication<Server>): Promise<number> {
  await app.init();
  const server = app.getHttpServer();
  // The primary closes what it does not need. A worker that did so could cut off a request that is on its way.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ host: LOOPBACK, port: 0, exclusive: true }, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  process.send?.({ type: 'listens-at', port } satisfies ListensAt);
  return port;
}

/** Applies the dead letters in this process, on the database of one that may be serving. @returns what came of it */
export async function redrive(settings: MonolithSettings, logger: Logger): Promise<string> {
  const { app, events, stop } = await openShop(settings, logger, () => []);
  try {
    await app.init();
    const many = await within(REDRIVE_MS, events.redrive(), undefined);
    if (many === undefined) return `not all dead letters could be tried within ${REDRIVE_MS / 1000} s`;
    return redriven(many, `tried again; ${await events.count()} left`);
  } finally {
    await stop();
  }
}

/** The shop, before anybody is served. */
async function openShop(settings: MonolithSettings, logger: Logger, siblings: () => readonly string[]) {
  const secret = jwtSecret(settings);
  const duties = dutiesIn(settings, logger);
  const database = await openShopDatabase(settings);
  const serialized = settings.CALLS === 'serialized';
  const events = new (serialized ? SerializedEvents : LocalEvents)({
    ...database,
    onFailure: ({ error, ...where }) =>
      logger.error({ ...where, err: error }, 'an event could not be delivered yet'),
  });
  // A cluster's port is answered by any worker: the label keeps their series apart.
  const registry = createRegistry({ process: 'monolith', worker: String(cluster.worker?.id ?? 0) });
  showBacklog(registry, {
    outbox: async () => (await database.outbox.count()).pending,
    deadLetters: () => events.count(),
    sagas: () => database.sagaLog.open(),
  });
  showWork(registry, { commits: database.commits });
  const cache = await openShopCache(settings, registry, logger);
  if (cache?.subscription) events.subscribe(cache.subscription);
  /** What this process lacks itself, in words for an operator. */
  const lacks = async (): Promise<readonly string[]> => {
    await database.ping();
    return [];
  };
  const waitingFor = async () => [...(await lacks()), ...siblings()];
  const faults = openFaultInjection(settings, database, logger);
  const ranker = await openRanker(settings);
  const runner = faults.steps('orders', openRunner(settings, database, logger));
  // The outermost first: a call has its deadline whatever it meets on its way, and a fault strikes where the context is.
  const offer = offerWith(
    timedCalls,
    ...(settings.TRACING === 'on' && !serialized ? [tracedCalls] : []),
    ...(serialized ? [serializedCalls(logger)] : []),
    faults.interceptor,
  );
  const { requestMs, optionalPartMs } = callTimeouts(settings);
  const operatorPages = showsOperatorPages(settings);
  const root = MonolithModule.of({
    database,
    events,
    runner,
    ranker,
    offer,
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
    behindProxy: servesPrimary(settings),
    requestTimeoutMs: requestMs,
  });
  return {
    app,
    runner,
    events,
    lacks,
    async stop() {
      faults.clear();
      await app.close();
      await limit?.close();
      await runner.stop();
      await events.stop();
      await cache?.close();
      await ranker.close();
      await database.close();
    },
  };
}
