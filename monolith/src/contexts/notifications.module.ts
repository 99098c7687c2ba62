import { NOTIFICATIONS } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import {
  createNotifications,
  notificationsSubscription,
} from '@lab/shared-domain/notifications/notifications-service';
import { Module } from '@nestjs/common';
import { DATABASE, EVENTS } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: NOTIFICATIONS,
      inject: [DATABASE, EVENTS],
      useFactory: ({ stores }: Database, events: LocalEvents) => {
        events.subscribe(notificationsSubscription({ store: stores.notifications }));
        return createNotifications({ store: stores.notifications });
      },
    },
  ],
  exports: [NOTIFICATIONS],
})
export class NotificationsModule {}
