import { once } from 'node:events';
import { openConnection } from '@lab/messaging/connection';
import { serveRpc } from '@lab/messaging/rpc-server';
import { subscribeOnce } from '@lab/messaging/subscriber';
import { openFaultInjection } from '@lab/shared-domain/adapters/faults/control-channel';
import { createRegistry } from '@lab/shared-domain/adapters/http/observability/metrics';
import { handlersOf } from '@lab/shared-domain/adapters/messages/remote';
import { offerWith } from '@lab/shared-domain/adapters/offer';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { NOTIFICATIONS_METHODS } from '@lab/shared-domain/notifications/notifications';
import {
  createNotifications,
  notificationsSubscription,
} from '@lab/shared-domain/notifications/notifications-service';
import type { Logger } from 'pino';
import { openNotificationsDatabase } from './database.ts';
import { createOpsApp } from './ops-app.ts';
import type { NotificationsSettings } from './settings.ts';

/** Requests and events in work may take so long to end when the process is told to. ms. */
const DRAIN_MS = 5_000;

/** Everything a service needs, without a framework around it: three calls and an Express application. */
export async function serve(settings: NotificationsSettings, logger: Logger): Promise<Program> {
  const database = await openNotificationsDatabase(settings);
  const { unitOfWork, inbox } = database;
  const store = database.stores.notifications;
  const faults = openFaultInjection(settings, database, logger);
  const offer = offerWith(faults.interceptor);
  const notifications = offer('notifications', createNotifications({ store }), NOTIFICATIONS_METHODS);

  const connection = await openConnection({
    url: settings.AMQP_URL,
    prefix: settings.AMQP_PREFIX,
    name: 'notifications',
    logger,
  });
  const subscriber = await subscribeOnce(connection, unitOfWork, inbox, notificationsSubscription({ store }));
  const server = await serveRpc(
    connection,
    'notifications',
    handlersOf(notifications, NOTIFICATIONS_METHODS),
  );

  const isConnected = () => connection.ready && subscriber.ready && server.ready;
  const app = createOpsApp({ database, isConnected, registry: createRegistry({ process: 'notifications' }) });
  const http = app.listen(settings.PORT, settings.HOST);
  await once(http, 'listening');
  logger.info({ ops: http.address() }, 'serving');

  return {
    async stop() {
      faults.clear();
      await Promise.all([subscriber.close(DRAIN_MS), server.close(DRAIN_MS)]);
      await connection.close();
      await database.close();
      http.close();
      http.closeAllConnections();
    },
  };
}
