import { expect, it } from 'vitest';
import { ORDER_CURSORS, PRODUCT_CURSORS } from './cursors.ts';

const ID = '0192f1a0-0000-7000-8000-000000000000';
const read = ({ schema }: typeof ORDER_CURSORS, cursor: string) => schema.safeParse(cursor);

it('gives a context back its own cursor', () => {
  const { nextCursor } = ORDER_CURSORS.pageOf({ items: [1], nextCursor: ID });
  expect(read(ORDER_CURSORS, nextCursor ?? '')).toEqual({ success: true, data: ID });
  expect(PRODUCT_CURSORS.pageOf({ items: [], nextCursor: null })).toEqual({ items: [], nextCursor: null });
});

it.each([
  ['of another list', 'products~SKU-00001'],
  ['of no list', ID],
  ['made up', 'orders~1'],
  ['with something before it', `x orders~${ID}`],
  ['with something after it', `orders~${ID}\n`],
])('refuses one %s, and says what to send', (_, cursor) => {
  expect(read(ORDER_CURSORS, cursor).error?.issues[0]?.message).toContain('send a nextCursor of /orders');
});
