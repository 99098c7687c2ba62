import { z } from 'zod';
import { SHOP_CURRENCY } from '../../../kernel/money.ts';
import { ORDER_CURSORS, PRODUCT_CURSORS } from './cursors.ts';

/** What clients may send. Strict: an unknown field is a misunderstanding, and better said than ignored. */

/** A greatest price keeps every sum of an order a safe integer: 50 lines × 1,000 pieces × 10^8 < 2^53. */
const MAX_PRICE = 100_000_000;

const sku = z.string().min(1).max(64);
const limit = (max: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().int().min(1).max(max))
    .optional()
    .transform((value) => value ?? usual)
    // A query is text, but what it says is a number: this is what clients are told.
    .meta({ type: 'integer', minimum: 1, maximum: max, default: usual });

export const SignInBody = z.strictObject({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(128),
});
export const ProductsQuery = z.strictObject({
  category: z.string().min(1).max(100).optional(),
  limit: limit(100, 20),
  cursor: PRODUCT_CURSORS.schema.optional(),
});
export const RecommendationsQuery = z.strictObject({ limit: limit(20, 5) });
export const OrdersQuery = z.strictObject({
  limit: limit(100, 20),
  cursor: ORDER_CURSORS.schema.optional(),
});
export const PriceBody = z.strictObject({
  amount: z.number().int().min(1).max(MAX_PRICE),
  currency: z.literal(SHOP_CURRENCY),
});
export const PlaceOrderBody = z.strictObject({
  lines: z
    .array(z.strictObject({ sku, quantity: z.number().int().min(1).max(1000) }))
    .min(1)
    .max(50),
});
export const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{1,128}$/;
export const IdempotencyKey = z.string().regex(IDEMPOTENCY_KEY, 'must be 1 to 128 of A-Z a-z 0-9 . _ : -');

export type SignInBody = z.infer<typeof SignInBody>;
export type ProductsQuery = z.infer<typeof ProductsQuery>;
export type RecommendationsQuery = z.infer<typeof RecommendationsQuery>;
export type OrdersQuery = z.infer<typeof OrdersQuery>;
export type PriceBody = z.infer<typeof PriceBody>;
export type PlaceOrderBody = z.infer<typeof PlaceOrderBody>;
