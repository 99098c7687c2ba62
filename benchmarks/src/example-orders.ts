import { customerId } from '@lab/shared-domain/seed/people';
import { sku } from '@lab/shared-domain/seed/products';

/** The example shop of this number is what both sides work on. */
export const SEED = 1;

export const CUSTOMERS = 499;
export const PRODUCTS = 900;

/** What a customer asks for. */
export interface Wish {
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly idempotencyKey: string;
}

/**
 * The n-th wish of a benchmark, the same on both sides: two products, and all customers and products in turn, as many
 * as have money and stock for a hundred thousand orders.
 */
export function wish(n: number): Wish {
  return {
    customerId: customerId(1 + (n % CUSTOMERS)),
    lines: [
      { sku: sku(1 + ((n * 7) % PRODUCTS)), quantity: 1 },
      { sku: sku(1 + ((n * 11 + 5) % PRODUCTS)), quantity: 2 },
    ],
    idempotencyKey: `bench-${n}`,
  };
}
