import type { NewEvent, RecordedEvent } from '../kernel/recorded-event.ts';
import type { Result } from '../kernel/result.ts';

export interface StockLevel {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
}

export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

/**
 * `held` → `sold` (commit) or `released`; `sold` → `returned` (release). A `void` reservation is a tombstone: the order
 * was released before it ever reserved, so a late `reserve` is refused.
 */
export type ReservationStatus = 'held' | 'sold' | 'released' | 'returned' | 'void';

export interface Reservation {
  readonly orderId: string;
  readonly status: ReservationStatus;
  readonly lines: readonly StockLine[];
}

/** How many of each product there are. Every command is idempotent per order. */
export interface Inventory {
  /** Levels of the known ones among the skus. */
  levels(query: { readonly skus: readonly string[] }): Promise<StockLevel[]>;
  /** Holds all lines or none. */
  reserve(command: {
    readonly orderId: string;
    readonly lines: readonly StockLine[];
  }): Promise<Result<null, 'out-of-stock' | 'unknown-product' | 'reservation-closed'>>;
  /** Turns a held reservation into a sale. */
  commit(command: { readonly orderId: string }): Promise<Result<null, 'reservation-closed'>>;
  /** Gives back what the order holds or bought. Without a reservation it leaves a tombstone. */
  release(command: { readonly orderId: string }): Promise<Result<null, never>>;
}

export const INVENTORY_METHODS = [
  'levels',
  'reserve',
  'commit',
  'release',
] as const satisfies readonly (keyof Inventory)[];

/** What a holder of a product's lock adds to its level. */
export interface FencedDelta extends StockLevel {
  /** See `Held.token`. */
  readonly token: number;
}

export interface InventoryStore {
  levels(skus: readonly string[]): Promise<StockLevel[]>;
  /** Adds deltas to the levels of products, one delta a product. @throws Error, and adjusts none, when one has no level. */
  adjust(deltas: readonly StockLevel[]): Promise<void>;
  /**
   * The same as the holder of a lock does it. Only a store that keeps, for each product, the greatest token that it was shown. A delta of zero
   * shows the token alone.
   *
   * @throws DependencyFailure (`unavailable`: nothing has happened) when a later holder has shown its token for one of the products
   */
  adjustFenced?(deltas: readonly FencedDelta[]): Promise<void>;
  /**
   * Holds all lines of an order or none. One statement decides and writes, so that nobody comes in between. Only a store that can decide.
   *
   * @param lines one a product
   * @returns whether they are held now. Not where too little is left, and not for an order that has a reservation or a tombstone.
   */
  reserveIfLeft?(orderId: string, lines: readonly StockLine[]): Promise<boolean>;
  reservation(orderId: string): Promise<Reservation | undefined>;
  /** Inserts the reservation, or replaces the one of that order. */
  saveReservation(reservation: Reservation): Promise<void>;
  /** Bulk inserts for seeding. */
  addAll(levels: readonly StockLevel[], reservations: readonly Reservation[]): Promise<void>;
  /** Where the store keeps what has happened, and not only what there is. */
  readonly history?: InventoryHistory;
}

/** A level of a product, and how many events of it had happened by then. */
export interface LevelAt extends Omit<StockLevel, 'sku'> {
  readonly version: number;
}

export interface FromSnapshots {
  /** By the products' streams. */
  readonly levels: ReadonlyMap<string, LevelAt>;
  /** How many snapshots and events were read for it. */
  readonly read: number;
}

/** What has happened to the stock, for those who replay it. */
export interface InventoryHistory {
  /** Up to `limit` events behind a position, in the order of their commits. */
  after(position: number, limit: number): Promise<RecordedEvent[]>;
  /** Position of the newest event; 0 without any. */
  head(): Promise<number>;
  /** All levels as they are answered: each from its snapshot and the events after it. */
  fromSnapshots(): Promise<FromSnapshots>;
  /**
   * Records events, and the snapshots that are due then, all or nothing.
   *
   * @param levels those of the streams that are moved, by stream, as the last of the events leaves them
   * @throws VersionConflict
   */
  record(events: readonly NewEvent[], levels: ReadonlyMap<string, LevelAt>): Promise<void>;
}
