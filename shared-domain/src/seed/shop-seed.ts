import type { Product } from '../catalog/catalog.ts';
import type { Account } from '../identity/identity.ts';
import type { Reservation, StockLevel } from '../inventory/inventory.ts';
import { euros } from '../kernel/money.ts';
import type { Notice } from '../notifications/notifications.ts';
import { noticeOf } from '../notifications/notifications-service.ts';
import type { StoredOrder } from '../orders/orders.ts';
import { confirmed } from '../orders/place-order.ts';
import type { LedgerEntry, Payment, Wallet } from '../payments/payments.ts';
import { transfer } from '../payments/payments-service.ts';
import type { Basket } from '../recommendations/recommendations.ts';
import { EMPTY_PRODUCT, POOR_BALANCE, POOR_CUSTOMER, SCARCE_PRODUCT } from './known.ts';
import { generatePastOrders } from './past-orders.ts';
import { customerId, generateCustomers, STAFF } from './people.ts';
import { generateProducts, sku } from './products.ts';
import { Random } from './random.ts';
import { SHOP_SIZES } from './size.ts';

/** An example shop, context by context, as if every past order had gone through all of them. */
export interface ShopSeed {
  readonly seed: number;
  readonly identity: { readonly accounts: readonly Account[] };
  readonly catalog: { readonly products: readonly Product[] };
  readonly inventory: {
    readonly levels: readonly StockLevel[];
    readonly reservations: readonly Reservation[];
  };
  readonly payments: {
    readonly wallets: readonly Wallet[];
    readonly payments: readonly Payment[];
    readonly entries: readonly LedgerEntry[];
  };
  readonly orders: { readonly orders: readonly StoredOrder[] };
  readonly notifications: { readonly notices: readonly Notice[] };
  readonly recommendations: { readonly baskets: readonly Basket[] };
}

/** Cents in an ordinary wallet. A load test of a hundred thousand orders must not run out of money. */
const ORDINARY_BALANCE = 20_000_000;
/** Units on hand of an ordinary product, for the same reason. */
const ORDINARY_STOCK = [5_000, 10_000] as const;

export interface ShopOptions {
  /** `full` unless given. */
  readonly size?: keyof typeof SHOP_SIZES;
}

/** The example shop of a number. The same number gives the same shop, on every machine. */
export function generateShop(seed: number, { size = 'full' }: ShopOptions = {}): ShopSeed {
  const { products: productNumbers, customers: customerNumbers, orders: count } = SHOP_SIZES[size];
  const products = generateProducts(seed, productNumbers);
  const customers = generateCustomers(seed, customerNumbers);
  const customerIds = customers.map(({ id }) => id);
  const buyers = customerIds.filter((id) => id !== customerId(POOR_CUSTOMER));
  const orders = generatePastOrders(seed, { products, customerIds: buyers, count });
  return {
    seed,
    identity: { accounts: [...customers, STAFF] },
    catalog: { products },
    inventory: { levels: generateStock(seed, productNumbers), reservations: orders.map(sold) },
    payments: bookkeeping(customerIds, orders),
    orders: { orders },
    notifications: { notices: orders.map((order) => noticeOf(confirmed(order, new Date(order.placedAt)))) },
    recommendations: {
      baskets: orders.map((order) => ({
        orderId: order.id,
        customerId: order.customerId,
        skus: order.lines.map((line) => line.sku),
      })),
    },
  };
}

/** What is left after the past orders. */
function generateStock(seed: number, numbers: readonly number[]): StockLevel[] {
  const random = new Random(seed, 'stock');
  return numbers.map((number) => {
    const ordinary = random.integer(...ORDINARY_STOCK);
    const onHand = number === SCARCE_PRODUCT ? 1 : number === EMPTY_PRODUCT ? 0 : ordinary;
    return { sku: sku(number), onHand, reserved: 0 };
  });
}

const sold = (order: StoredOrder): Reservation => ({
  orderId: order.id,
  status: 'sold',
  lines: order.lines.map((line) => ({ sku: line.sku, quantity: line.quantity })),
});

/** Every customer paid in once, just enough to have the intended balance after all orders. */
function bookkeeping(customerIds: readonly string[], orders: readonly StoredOrder[]): ShopSeed['payments'] {
  const spent = new Map<string, number>();
  for (const { customerId: id, total } of orders) spent.set(id, (spent.get(id) ?? 0) + total.amount);
  const balanceOf = (id: string): number =>
    id === customerId(POOR_CUSTOMER) ? POOR_BALANCE : ORDINARY_BALANCE;
  return {
    wallets: customerIds.map((id) => ({ customerId: id, balance: euros(balanceOf(id)) })),
    payments: orders.map(({ id, customerId: payer, total }) => ({
      orderId: id,
      customerId: payer,
      amount: total,
      status: 'charged',
    })),
    entries: [
      ...customerIds.flatMap((id) =>
        transfer(`deposit:${id}`, 'bank:deposits', `wallet:${id}`, balanceOf(id) + (spent.get(id) ?? 0)),
      ),
      ...orders.flatMap(({ id, customerId: payer, total }) =>
        transfer(`charge:${id}`, `wallet:${payer}`, 'shop:revenue', total.amount),
      ),
    ],
  };
}
