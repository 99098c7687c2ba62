import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test('a noun is plural unless there is one of it', () => {
  expect([0, 1, 2].map((count) => counted(count, 'valid trial'))).toEqual([
    '0 valid trials',
    '1 valid trial',
    '2 valid trials',
  ]);
  expect(counted(2, 'process', 'processes')).toBe('2 processes');
});
