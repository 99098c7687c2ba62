import { type Notice, type NotificationsStore, noticeCursor } from '../../notifications/notifications.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemoryNotificationsStore(tables: MemoryTables): NotificationsStore {
  const notices = tables.table<Notice>();
  return {
    add: (notice) =>
      tables.change(() => {
        if (!notices.get(notice.id)) notices.set(notice.id, notice);
      }),

    async list({ customerId, before, limit }) {
      return notices
        .all()
        .filter(
          (notice) =>
            notice.customerId === customerId && (before === undefined || noticeCursor(notice) < before),
        )
        .sort((a, b) => (noticeCursor(a) > noticeCursor(b) ? -1 : 1))
        .slice(0, limit);
    },

    ids: async (customerId) =>
      notices.all().flatMap((each) => (each.customerId === customerId ? [each.id] : [])),

    addAll: (added) =>
      tables.change(() => {
        for (const notice of added) notices.insert(notice.id, notice);
      }),
  };
}
