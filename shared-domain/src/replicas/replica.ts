import type { Catalog } from '../catalog/catalog.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { backoff, pause } from '../kernel/deadline.ts';
import type { DomainEvent, Subscription } from '../kernel/events.ts';
import type { Feed } from '../kernel/versions.ts';
import type { ReplicaPart, ReplicaStore } from './replicas.ts';

interface ReplicaDependencies {
  /** Who keeps it, also as a subscriber. */
  readonly reader: string;
  readonly types: readonly DomainEvent['type'][];
  readonly store: ReplicaStore;
  /** The owners, as they are asked without a replica. */
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly feeds: { readonly catalog: Feed; readonly inventory: Feed };
  /** Told of each snapshot that could not be taken. It is tried again. */
  readonly onFailure: (error: unknown) => void;
}

const RETRY = { base: 50, cap: 2_000 };
/** Products that a snapshot asks for at once: what a page may have at most. */
const PAGE = 100;

/**
 * A reader's own copy of what it reads often, kept up by events, so that a read asks nobody.
 *
 *     owner: change + event ── relay ──▶ queue ──▶ reader: newer than the row? ── row
 *     owner: version, then rows ─── snapshot ────▶ reader: newer than the row? ── row
 *
 * What it answers may be old, by as long as events are on their way. Before the first snapshot is complete the owners are asked.
 *
 * A snapshot is taken at each start. It makes a new replica complete, and mends one whose queue was lost while the reader was down. The
 * version is asked for before the rows: they are at least as new, so no event that is still to come is taken for an old one.
 */
export class Replica {
  readonly subscription: Subscription;
  /** The catalog as the reader is to use it: `find` is answered here. */
  readonly catalog: Catalog;
  /** The same of the inventory: `levels`. */
  readonly inventory: Inventory;
  readonly #deps: ReplicaDependencies;
  readonly #complete = new Set<ReplicaPart>();
  readonly #stopping = new AbortController();
  #filling: Promise<void> = Promise.resolve();

  constructor(deps: ReplicaDependencies) {
    const { reader, types, store, catalog, inventory } = deps;
    this.#deps = deps;
    this.subscription = { subscriber: reader, types, apply: (event) => this.#apply(event) };
    this.catalog = {
      list: (query) => catalog.list(query),
      changePrice: (command) => catalog.changePrice(command),
      find: (query) => (this.#complete.has('products') ? store.products(query.skus) : catalog.find(query)),
    };
    this.inventory = {
      ...inventory,
      levels: (query) => (this.#complete.has('stock') ? store.levels(query.skus) : inventory.levels(query)),
    };
  }

  /** Parts that have never been complete; empty when reads ask nobody. */
  get missing(): readonly ReplicaPart[] {
    return this.#parts.filter((part) => !this.#complete.has(part));
  }

  /** Uses what an earlier life has left, and begins to take a snapshot. @throws when the store cannot be read */
  async start(): Promise<void> {
    for (const part of await this.#deps.store.complete()) this.#complete.add(part);
    this.#filling = this.#fill();
  }

  /** Ends the snapshot under way. Never rejects. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#filling;
  }

  get #parts(): readonly ReplicaPart[] {
    return this.#deps.types.includes('stock.changed') ? ['products', 'stock'] : ['products'];
  }

  /** Tries until a snapshot is complete. Never rejects. */
  async #fill(): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await this.#snapshot();
        return;
      } catch (error) {
        this.#deps.onFailure(error);
      }
      await pause(backoff(attempt, RETRY), signal);
    }
  }

  async #snapshot(): Promise<void> {
    const { store, catalog, inventory, feeds } = this.#deps;
    const withStock = this.#parts.includes('stock');
    const prices = await feeds.catalog.version();
    const stock = withStock ? await feeds.inventory.version() : 0;
    let cursor: string | undefined;
    do {
      const page = await catalog.list({ limit: PAGE, cursor });
      await store.putProducts(page.items, prices);
      if (withStock)
        await store.putLevels(await inventory.levels({ skus: page.items.map(({ sku }) => sku) }), stock);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && !this.#stopping.signal.aborted);
    if (cursor !== undefined) return;
    for (const part of this.#parts) {
      await store.setComplete(part);
      this.#complete.add(part);
    }
  }

  async #apply(event: DomainEvent): Promise<void> {
    const { store } = this.#deps;
    if (event.type === 'product.price-changed')
      await store.putPrice(event.data.sku, event.data.price, event.data.version);
    if (event.type === 'stock.changed') await store.putLevels(event.data.levels, event.data.version);
  }
}
