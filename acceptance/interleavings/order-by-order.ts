import type {
  InventoryStore,
  Reservation,
  ReservationStatus,
  StockLine,
} from '@lab/shared-domain/inventory/inventory';
import type { Order, OrderStatus } from '@lab/shared-domain/orders/orders';
import type { Payment, PaymentStatus, PaymentsStore } from '@lab/shared-domain/payments/payments';

/** Where the effects of orders are kept. */
interface Effects {
  readonly payments: Pick<PaymentsStore, 'payment'>;
  readonly inventory: Pick<InventoryStore, 'reservation'>;
}

interface Due {
  readonly payment: ReadonlySet<PaymentStatus | 'none'>;
  readonly reservation: ReadonlySet<ReservationStatus | 'none'>;
}

/** What an order may have left, by what has become of it. One that is cancelled before its units are sold has them released. */
const DUE: Readonly<Record<Exclude<OrderStatus, 'pending'>, Due>> = {
  confirmed: { payment: new Set(['charged']), reservation: new Set(['sold']) },
  rejected: {
    payment: new Set(['none', 'refunded', 'void']),
    reservation: new Set(['none', 'released', 'void']),
  },
  cancelled: { payment: new Set(['refunded']), reservation: new Set(['released', 'returned']) },
};

/**
 * What is wrong with orders, each looked at by itself: a confirmed one has been charged its total, and its lines are sold; a rejected one keeps
 * nothing; of a cancelled one all has been given back. The checkers of the books see sums, as clients do. Two mistakes of one customer that make
 * up for each other are none to them.
 *
 * @returns a sentence for each, without a full stop
 */
export async function mistakesByOrder(
  orders: readonly Order[],
  { payments, inventory }: Effects,
): Promise<string[]> {
  const found = await Promise.all(
    orders.map(async (order) =>
      wrongWith(order, await payments.payment(order.id), await inventory.reservation(order.id)),
    ),
  );
  return found.flat();
}

function wrongWith(
  { id, status, total, lines }: Order,
  payment: Payment | undefined,
  reservation: Reservation | undefined,
): string[] {
  if (status === 'pending') return [`order ${id} has not ended`];
  const paid = payment?.status ?? 'none';
  const held = reservation?.status ?? 'none';
  const stands = status === 'confirmed';
  return [
    ...(DUE[status].payment.has(paid) ? [] : [`order ${id} is ${status}, and its payment is ${paid}`]),
    ...(DUE[status].reservation.has(held)
      ? []
      : [`order ${id} is ${status}, and its reservation is ${held}`]),
    ...(stands && payment && payment.amount.amount !== total.amount
      ? [`order ${id} costs ${total.amount}, and was charged ${payment.amount.amount}`]
      : []),
    ...(stands && reservation && unitsIn(reservation.lines) !== unitsIn(lines)
      ? [`order ${id} is about ${unitsIn(lines)}, and its reservation about ${unitsIn(reservation.lines)}`]
      : []),
  ];
}

/** How many of which product, e.g. `2 cup, 1 tea`. To the inventory, several lines of a product are one. */
function unitsIn(lines: readonly StockLine[]): string {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return [...units]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([sku, quantity]) => `${quantity} ${sku}`)
    .join(', ');
}
