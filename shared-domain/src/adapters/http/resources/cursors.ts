import { z } from 'zod';
import type { Page } from '../../../kernel/page.ts';
import { PATTERNS } from './fields.ts';

/**
 * The cursors of one list, as clients get them and send them back: `orders~<position>`. They name their list, because one of
 * another list, or a made-up one, would otherwise be answered with some page, and a client could follow it for ever.
 *
 * @param list as in its path, e.g. `orders`
 * @param position a regular expression for what the context takes for a cursor
 */
export const cursorsOf = (list: string, position: string) => ({
  /** What a client may send. */
  schema: z
    .string()
    .max(200)
    .regex(
      new RegExp(`^${list}~${position}$`),
      `is no cursor of this list: send a nextCursor of /${list}, as it is`,
    )
    .transform((cursor) => cursor.slice(list.length + 1))
    .describe(`a nextCursor of /${list}; any other is refused as \`invalid-request\``),

  /** A page as clients get it. */
  pageOf: <T>({ items, nextCursor }: Page<T>): Page<T> => ({
    items,
    nextCursor: nextCursor === null ? null : `${list}~${nextCursor}`,
  }),
});

export const PRODUCT_CURSORS = cursorsOf('products', PATTERNS.sku);
export const ORDER_CURSORS = cursorsOf('orders', PATTERNS.orderId);
