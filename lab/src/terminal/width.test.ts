import { expect, it } from 'vitest';
import { cut, filled, widthOf, wrapped } from './width.ts';

it('counts two columns for a Korean syllable', () => {
  expect(['p50', '주문하기, p50', '1.3배 느림'].map(widthOf)).toEqual([3, 13, 10]);
});

it('fills up to columns, and leaves what is longer', () => {
  expect(filled('주문', 6)).toBe('주문  ');
  expect(filled('orders', 3)).toBe('orders');
});

it('breaks lines by columns, and indents those after the first', () => {
  expect(wrapped('가나 다라 마바', 2, 11)).toBe('가나 다라\n  마바');
  expect(wrapped('ab cd ef', 2, 8)).toBe('ab cd\n  ef');
});

it('cuts by columns, and no syllable in half', () => {
  expect([cut('주문하기', 5), cut('주문', 4), cut('ab 주문', 4), cut('', 3)]).toEqual([
    '주문',
    '주문',
    'ab ',
    '',
  ]);
});
