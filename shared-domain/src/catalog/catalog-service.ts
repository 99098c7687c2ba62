import type { Clock } from '../kernel/clock.ts';
import type { EventPublisher } from '../kernel/events.ts';
import { toPage } from '../kernel/page.ts';
import { ok, refused } from '../kernel/result.ts';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';
import type { Versions } from '../kernel/versions.ts';
import type { Catalog, CatalogStore } from './catalog.ts';

export function createCatalog(deps: {
  store: CatalogStore;
  unitOfWork: UnitOfWork;
  events: EventPublisher;
  versions: Versions;
  clock: Clock;
}): Catalog {
  const { store, unitOfWork, events, versions, clock } = deps;
  return {
    async list({ category, cursor, limit }) {
      const rows = await store.list({ category, after: cursor, limit: limit + 1 });
      return toPage(rows, limit, (product) => product.sku);
    },

    find: ({ skus }) => store.find(skus),

    changePrice: ({ sku, price }) =>
      unitOfWork.write(async () => {
        const [product] = await store.find([sku]);
        if (!product) return refused('unknown-product', `there is no product ${sku}`);
        await store.setPrice(sku, price);
        const version = await versions.next();
        await events.publish({
          id: `product.price-changed:${sku}:${version}`,
          type: 'product.price-changed',
          occurredAt: clock.now().toISOString(),
          data: { sku, price, version },
        });
        return ok({ ...product, price });
      }),
  };
}
