import { z } from 'zod';

/**
 * What fields look like, in requests, paths, cursors and answers alike. The OpenAPI document is made of the same schemas that requests
 * are checked with. Patterns name their letters and digits: what `\w` and `\d` mean depends on the language that reads the document.
 */

/** Regular expressions without anchors, to build others of. */
export const PATTERNS = {
  sku: '[A-Za-z0-9][A-Za-z0-9_.-]{0,63}',
  orderId: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
} as const;

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

export const Sku = z
  .string()
  .regex(whole(PATTERNS.sku), 'must be 1 to 64 of A-Z a-z 0-9 _ . -, with a letter or a digit first')
  .meta({ minLength: 1, maxLength: 64 });

export const OrderId = z
  .string()
  .regex(whole(PATTERNS.orderId), 'must be the id of an order')
  .meta({ minLength: 36, maxLength: 36 });

/** Text of so many characters. JSON Schema counts characters; zod counts the halves of those beyond the basic plane, too. */
export const text = (minLength: number, maxLength: number) =>
  z
    .string()
    .refine((value) => within([...value].length, minLength, maxLength), {
      error: `must have ${minLength} to ${maxLength} characters`,
    })
    .meta({ minLength, maxLength });

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

/** A whole number in a query. A query is text, but what it says is a number: that is what clients are told. */
export const numberInQuery = (max: number, usual: number) =>
  z
    .string()
    .refine((value) => /^[0-9]{1,3}$/.test(value) && within(Number(value), 1, max), {
      error: `must be a whole number from 1 to ${max}`,
    })
    .transform(Number)
    .optional()
    .transform((value) => value ?? usual)
    .meta({ type: 'integer', minimum: 1, maximum: max, description: `${usual} when it is not given` });
