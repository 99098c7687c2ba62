import { NOTIFICATIONS } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { NOTIFICATIONS_METHODS } from '@lab/shared-domain/notifications/notifications';
import {
  createNotifications,
  notificationsSubscription,
} from '@lab/shared-domain/notifications/notifications-service';
import { Module } from '@nestjs/common';
import { contextProvider } from '../calls.ts';
import { DATABASE, EVENTS } from '../tokens.ts';

@Module({
  providers: [
    contextProvider('notifications', NOTIFICATIONS_METHODS, {
      provide: NOTIFICATIONS,
      inject: [DATABASE, EVENTS],
      useFactory: ({ stores }: Database, events: LocalEvents) => {
        events.subscribe(notificationsSubscription({ store: stores.notifications }));
        return createNotifications({ store: stores.notifications });
      },
    }),
  ],
  exports: [NOTIFICATIONS],
})
export class NotificationsModule {}
