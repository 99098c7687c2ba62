import type { Reservation, StockLevel } from '../inventory/inventory.ts';
import type { NewEvent } from '../kernel/recorded-event.ts';

/*
 * What happens to the stock, as events. Each product has a stream, and each order that reserves has one.
 *
 *   stock-SKU-00001   stock.opened { onHand, reserved }       how many there were when its stream began
 *                     stock.moved { onHand, reserved }        by how much that changed
 *   order-0192…       reservation.opened { status, lines }    what the order held or had bought when its stream began
 *                     reservation.changed { status, lines }   what became of it
 */

/** A number of units on hand, and of those that are promised: what there is, or by how much that changes. */
export type Units = Pick<StockLevel, 'onHand' | 'reserved'>;

type Holding = Pick<Reservation, 'status' | 'lines'>;

const STOCK = 'stock-';
const ORDER = 'order-';

export const streamOfStock = (sku: string): string => `${STOCK}${sku}`;
export const skuOf = (stream: string): string => stream.slice(STOCK.length);
export const streamOfOrder = (orderId: string): string => `${ORDER}${orderId}`;

/** What a unit of an order's lines does to the level of its product when the order gets this status. */
export const EFFECT: Readonly<Record<Reservation['status'], Units>> = {
  held: { onHand: 0, reserved: 1 },
  sold: { onHand: -1, reserved: -1 },
  released: { onHand: 0, reserved: -1 },
  returned: { onHand: 1, reserved: 0 },
  void: { onHand: 0, reserved: 0 },
};

/** So many events of a product at most are read besides its snapshot. More of them make reads dearer, fewer of them writes. */
export const SNAPSHOT_EVERY = 20;

/** Whether a stream that has grown from one version to another is due for a snapshot. */
export const isDueForSnapshot = (from: number, to: number): boolean =>
  Math.floor(to / SNAPSHOT_EVERY) > Math.floor(from / SNAPSHOT_EVERY);

export const stockOpened = ({ sku, onHand, reserved }: StockLevel): NewEvent =>
  event('stock.opened', streamOfStock(sku), 1, { onHand, reserved });
export const stockMoved = ({ sku, onHand, reserved }: StockLevel, version: number): NewEvent =>
  event('stock.moved', streamOfStock(sku), version, { onHand, reserved });
export const reservationOpened = ({ orderId, status, lines }: Reservation): NewEvent =>
  event('reservation.opened', streamOfOrder(orderId), 1, { status, lines });
export const reservationChanged = ({ orderId, status, lines }: Reservation, version: number): NewEvent =>
  event('reservation.changed', streamOfOrder(orderId), version, { status, lines });

const event = (type: string, stream: string, version: number, data: Units | Holding): NewEvent => ({
  stream,
  version,
  type,
  schema: currentSchemaOf(type),
  data,
});

type Data = Readonly<Record<string, unknown>>;
type Described = Pick<NewEvent, 'type' | 'schema' | 'data'>;

/**
 * By type, the steps from each older shape of its data to the next one. Events are never rewritten: who reads them brings them up to date. A
 * step may not use anything but the event itself, or a replay would give another result later.
 */
const UPCASTS: Readonly<Record<string, readonly ((data: Data) => Data)[]>> = {
  // The first shape is from before stock could be reserved: a movement changed what is on hand, and nothing else.
  'stock.moved': [({ change }) => ({ onHand: change, reserved: 0 })],
};

const currentSchemaOf = (type: string): number => 1 + (UPCASTS[type]?.length ?? 0);

/**
 * An event's data in today's shape.
 *
 * @throws Error when it has a shape that only a newer release knows
 */
function dataOf({ type, schema, data }: Described): unknown {
  const steps = UPCASTS[type] ?? [];
  if (schema === steps.length + 1) return data;
  if (schema > steps.length) throw new Error(`${type} of schema ${schema} is newer than this release`);
  return steps.slice(schema - 1).reduce((told, step) => step(told), data as Data);
}

export const isOfStock = ({ type }: Pick<NewEvent, 'type'>): boolean =>
  type === 'stock.moved' || type === 'stock.opened';

/** The data of an event that {@link isOfStock}. */
export const unitsOf = (of: Described): Units => dataOf(of) as Units;
/** The data of an event of an order's stream. */
export const holdingOf = (of: Described): Holding => dataOf(of) as Holding;
