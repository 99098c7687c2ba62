import type { ProductWithStock } from './behaviour/contract.ts';
import type { Customer } from './behaviour/customer.ts';
import { POOR_CUSTOMER } from './behaviour/facts.ts';
import type { Shop } from './behaviour/shop.ts';
import type { Market } from './books.ts';

/** Customers and products that a test has for itself, and whose books it looks at. */
export interface OwnMarket extends Market {
  /** One of them has no money: that one's orders are taken back. */
  readonly customers: readonly Customer[];
  readonly products: readonly ProductWithStock[];
}

/** @param sizes how many of each, besides the customer without money */
export async function openMarket(
  shop: Shop,
  sizes: { readonly customers: number; readonly products: number },
): Promise<OwnMarket> {
  const customers = [...(await shop.customers(sizes.customers)), await shop.signIn(POOR_CUSTOMER)];
  const products: ProductWithStock[] = [];
  while (products.length < sizes.products) products.push(await shop.product());
  return {
    customers,
    products,
    url: shop.deployment.url,
    tokens: customers.map(({ token }) => token),
    skus: products.map(({ sku }) => sku),
    staff: await shop.staff(),
  };
}
