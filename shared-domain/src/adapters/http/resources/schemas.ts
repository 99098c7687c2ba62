import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { SHOP_CURRENCY } from '../../../kernel/money.ts';
import { Problem } from '../problems/problem.ts';
import { ORDER_CURSORS, PRODUCT_CURSORS } from './cursors.ts';
import { numberInQuery, PATTERNS, Sku, text } from './fields.ts';

/** What clients may send. Strict: an unknown field is a misunderstanding, and better said than ignored. */

/** A greatest price keeps every sum of an order a safe integer: 50 lines × 1,000 pieces × 10^8 < 2^53. */
const MAX_PRICE = 100_000_000;

export const SignInBody = z.strictObject({
  email: text(3, 254),
  password: text(1, 128),
});
/** As many as a page shows where nobody asks for more. */
const MOST_SKUS = 20;
const LONGEST_SKU = 64;

/** Products by name, e.g. `SKU-00001,SKU-00002`. */
const Skus = z
  .string()
  .regex(
    new RegExp(`^${PATTERNS.sku}(?:,${PATTERNS.sku}){0,${MOST_SKUS - 1}}$`),
    `must be 1 to ${MOST_SKUS} skus, with commas between them`,
  )
  .transform((skus) => skus.split(','))
  .meta({
    ...{ minLength: 1, maxLength: MOST_SKUS * (LONGEST_SKU + 1) - 1 },
    description: `only these products: 1 to ${MOST_SKUS} skus, with commas between them`,
  });

export const ProductsQuery = z.strictObject({
  skus: Skus.optional(),
  category: text(1, 100).optional(),
  limit: numberInQuery(100, 20),
  cursor: PRODUCT_CURSORS.schema.optional(),
});
export const RecommendationsQuery = z.strictObject({ limit: numberInQuery(20, 5) });
export const OrdersQuery = z.strictObject({
  limit: numberInQuery(100, 20),
  cursor: ORDER_CURSORS.schema.optional(),
});
export const PriceBody = z.strictObject({
  amount: z.number().int().min(1).max(MAX_PRICE),
  currency: z.literal(SHOP_CURRENCY),
});
export const PlaceOrderBody = z.strictObject({
  lines: z
    .array(z.strictObject({ sku: Sku, quantity: z.number().int().min(1).max(1000) }))
    .min(1)
    .max(50),
});
export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,128}$/, 'must be 1 to 128 of A-Z a-z 0-9 . _ : -')
  .meta({ minLength: 1, maxLength: 128 });

export type SignInBody = z.infer<typeof SignInBody>;
export type ProductsQuery = z.infer<typeof ProductsQuery>;
export type RecommendationsQuery = z.infer<typeof RecommendationsQuery>;
export type OrdersQuery = z.infer<typeof OrdersQuery>;
export type PriceBody = z.infer<typeof PriceBody>;
export type PlaceOrderBody = z.infer<typeof PlaceOrderBody>;

/** Refuses what does not fit a schema. */
class Fitting<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const result = this.schema.safeParse(value);
    if (result.success) return result.data;
    const errors = result.error.issues.map(({ path, message }) => ({
      path: path.map(String).join('.'),
      message,
    }));
    const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
    throw new Problem('invalid-request', detail.slice(0, 500), { errors: errors.slice(0, 20) });
  }
}

/**
 * For `@Body(…)` and `@Query(…)`: what fits a schema, as the schema makes it. The document shows the schema, too. No pipe for all parameters: those
 * without a schema would pay for it.
 */
export const fitting = <T>(schema: z.ZodType<T>) => ({ schema, pipes: [new Fitting(schema)] });
