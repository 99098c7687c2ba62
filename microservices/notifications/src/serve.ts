import { once } from 'node:events';
import { openParts } from '@lab/chassis/parts';
import type { ServiceSettings } from '@lab/chassis/settings';
import { handlersOf } from '@lab/shared-domain/adapters/messages/remote';
import {
  limitedServer,
  refusal,
  USUAL_HTTP_LIMITS,
} from '@lab/shared-domain/adapters/process/limited-server';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { untilReady } from '@lab/shared-domain/adapters/process/until-ready';
import { NOTIFICATIONS_METHODS } from '@lab/shared-domain/notifications/notifications';
import {
  createNotifications,
  notificationsSubscription,
} from '@lab/shared-domain/notifications/notifications-service';
import type { Logger } from 'pino';
import { createOpsApp } from './ops-app.ts';

/** Requests and events in work may take so long to end when the process is told to. ms. */
const DRAIN_MS = 5_000;

/** The service, and the context whose data it keeps. */
export const OWN = { name: 'notifications', contexts: ['notifications'] } as const;

/** Everything a service needs, without a framework around it: four calls and an Express application. */
export async function serve(settings: ServiceSettings, logger: Logger): Promise<Program> {
  const parts = await openParts(OWN, settings, logger);
  const { database, subscriberDatabase, transport, registry, offer } = parts;
  const store = database.stores.notifications;
  const notifications = offer('notifications', createNotifications({ store }), NOTIFICATIONS_METHODS);

  await untilReady(parts.lacks);
  await transport.events.subscribe(notificationsSubscription({ store }), subscriberDatabase);
  await transport.serve('notifications', handlersOf(notifications, NOTIFICATIONS_METHODS));

  const app = createOpsApp({ database, transport, registry, logger });
  const http = limitedServer(app, USUAL_HTTP_LIMITS, refusal).listen(settings.PORT, settings.HOST);
  await once(http, 'listening');
  logger.info({ ops: http.address() }, 'serving');

  return {
    async stop() {
      parts.faults.clear();
      await transport.drain(DRAIN_MS);
      await parts.close();
      http.close();
      http.closeAllConnections();
    },
  };
}
