import { expect, test } from 'vitest';
import { counted, countedAny } from './counted.ts';

test('a noun is plural unless there is one of it', () => {
  expect([0, 1, 2].map((count) => counted(count, 'valid trial'))).toEqual([
    '0 valid trials',
    '1 valid trial',
    '2 valid trials',
  ]);
  expect(counted(2, 'process', 'processes')).toBe('2 processes');
});

test('several numbers are those of a plural', () => {
  expect(countedAny([3, 4, 6], 'round')).toBe('3, 4, 6 rounds');
  expect(countedAny([1], 'round')).toBe('1 round');
});
