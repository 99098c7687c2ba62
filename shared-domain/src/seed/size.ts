import { EMPTY_PRODUCT, POOR_CUSTOMER, SCARCE_PRODUCT } from './known.ts';

/** Which products and customers there are, by number, and how many past orders. */
export interface ShopSize {
  readonly products: readonly number[];
  readonly customers: readonly number[];
  readonly orders: number;
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

export const SHOP_SIZES = {
  full: { products: upTo(1_200), customers: upTo(500), orders: 3_200 },
  /** For tests that want a shop at once. The same products and customers as in the full one, but fewer. */
  small: {
    products: [...upTo(60), SCARCE_PRODUCT, EMPTY_PRODUCT],
    customers: [...upTo(40), POOR_CUSTOMER],
    orders: 120,
  },
} as const satisfies Record<string, ShopSize>;
