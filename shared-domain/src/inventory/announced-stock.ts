import type { Clock } from '../kernel/clock.ts';
import type { EventPublisher } from '../kernel/events.ts';
import type { Versions } from '../kernel/versions.ts';
import type { InventoryStore, StockLevel } from './inventory.ts';

/**
 * The same store, which tells of each change of the stock, for those who keep a replica of it. Where nobody does, nobody pays for it: the
 * plain store is used then.
 */
export function announcedStock(
  store: InventoryStore,
  { versions, events, clock }: { versions: Versions; events: EventPublisher; clock: Clock },
): InventoryStore {
  async function announce(changed: readonly Pick<StockLevel, 'sku'>[]): Promise<void> {
    const version = await versions.next();
    const levels = await store.levels(changed.map(({ sku }) => sku));
    await events.publish({
      id: `stock.changed:${version}`,
      type: 'stock.changed',
      occurredAt: clock.now().toISOString(),
      data: { levels, version },
    });
  }

  const { adjustFenced, reserveIfLeft } = store;
  return {
    ...store,
    async adjust(deltas) {
      await store.adjust(deltas);
      await announce(deltas);
    },
    ...(adjustFenced && {
      async adjustFenced(deltas) {
        await adjustFenced(deltas);
        // A caller that only shows its token has changed nothing that is to be told.
        const changed = deltas.filter(({ onHand, reserved }) => onHand !== 0 || reserved !== 0);
        if (changed.length > 0) await announce(changed);
      },
    }),
    ...(reserveIfLeft && {
      async reserveIfLeft(orderId, lines) {
        const held = await reserveIfLeft(orderId, lines);
        if (held) await announce(lines);
        return held;
      },
    }),
  };
}
