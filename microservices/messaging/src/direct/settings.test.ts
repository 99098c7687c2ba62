import { expect, it } from 'vitest';
import { z } from 'zod';
import { addressesIn, directSettings } from './settings.ts';

const read = (env: object) => z.object(directSettings).parse(env);

it('finds all instances of a service, and what it serves besides', () => {
  const addressesOf = addressesIn(read({ CALLS_CATALOG: '127.0.0.1:4001,127.0.0.1:4002' }));
  expect(addressesOf('catalog')).toEqual(['127.0.0.1:4001', '127.0.0.1:4002']);
  expect(addressesOf('catalog-feed')).toEqual(['127.0.0.1:4001', '127.0.0.1:4002']);
  expect(addressesOf('orders')).toEqual([]);
  expect(addressesOf('port')).toEqual([]);
});

it.each(['localhost:4001', '127.0.0.1', '127.0.0.1:4001,', 'http://127.0.0.1:4001'])(
  'refuses %s',
  (address) => {
    expect(() => read({ CALLS_ORDERS: address })).toThrow('addresses like');
  },
);
