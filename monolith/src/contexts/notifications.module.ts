import { NOTIFICATIONS } from '@lab/shared-domain/adapters/http/tokens';
import type { Offer } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { NOTIFICATIONS_METHODS } from '@lab/shared-domain/notifications/notifications';
import {
  createNotifications,
  notificationsSubscription,
} from '@lab/shared-domain/notifications/notifications-service';
import { Module } from '@nestjs/common';
import { DATABASE, EVENTS, OFFER } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: NOTIFICATIONS,
      inject: [OFFER, DATABASE, EVENTS],
      useFactory: (offer: Offer, { stores }: Database, events: LocalEvents) => {
        events.subscribe(notificationsSubscription({ store: stores.notifications }));
        return offer(
          'notifications',
          createNotifications({ store: stores.notifications }),
          NOTIFICATIONS_METHODS,
        );
      },
    },
  ],
  exports: [NOTIFICATIONS],
})
export class NotificationsModule {}
