import { expect, it } from 'vitest';
import { correlationIdOf, decode, encode, numberHeader } from './message.ts';

const message = (headers?: Record<string, unknown>) => ({ properties: { headers } });

it.each([undefined, null, 0, '', 'ü', [], { a: [1, { b: null }] }])('a body brings %o back', (value) => {
  expect(decode(encode(value))).toEqual(value);
});

it('takes a correlation id only when it is one that may be logged', () => {
  const idOf = (id: unknown) => correlationIdOf(message({ 'x-correlation-id': id }), () => 'new');
  expect(idOf('Abc-1.2_3')).toBe('Abc-1.2_3');
  expect(idOf('place-order:o1')).toBe('place-order:o1');
  for (const bad of ['', 'a b', 'x'.repeat(65), 'line\nbreak', 7, { a: 1 }, undefined])
    expect(idOf(bad)).toBe('new');
  expect(correlationIdOf(message(undefined), () => 'new')).toBe('new');
});

it('takes a number from a header only when it is one', () => {
  expect(numberHeader(message({ 'x-deadline': 12 }), 'x-deadline')).toBe(12);
  expect(numberHeader(message({ 'x-deadline': '12' }), 'x-deadline')).toBeUndefined();
  expect(numberHeader(message(undefined), 'x-deadline')).toBeUndefined();
});
