import {
  EMPTY_PRODUCT,
  POOR_CUSTOMER as POOR_CUSTOMER_NUMBER,
  SCARCE_PRODUCT,
} from '@lab/shared-domain/seed/known';
import { customerEmail } from '@lab/shared-domain/seed/people';
import { DEPARTMENTS, sku } from '@lab/shared-domain/seed/products';
import { SHOP_SIZES } from '@lab/shared-domain/seed/size';

/** The few facts of the seed data that the suite relies on. They hold for every seed number and every size. */

/** A product of which there is one. */
export const SCARCE_SKU = sku(SCARCE_PRODUCT);
/** A product that is sold out. */
export const EMPTY_SKU = sku(EMPTY_PRODUCT);
/** A customer who can pay for nothing. */
export const POOR_CUSTOMER = customerEmail(POOR_CUSTOMER_NUMBER);
export const STAFF_EMAIL = 'staff@shop.example';
/** Of every seeded account. */
export { SEEDED_PASSWORD as PASSWORD } from '@lab/shared-domain/seed/known';
export { customerEmail };

export const SEEDED_PRODUCTS_AT_LEAST = SHOP_SIZES.small.products.length;
export const SEEDED_CATEGORIES = DEPARTMENTS.length;

/** Signing in costs 60 ms and more of CPU, so the suite makes do with this many customers. */
export const CUSTOMERS_IN_USE = 16;

export const isOrdinarySku = (candidate: string): boolean =>
  candidate !== SCARCE_SKU && candidate !== EMPTY_SKU;
