import { expect, it } from 'vitest';
import { kindOf } from './kinds.ts';

it.each([
  ['POST', '/orders', 'place-order', 'orders'],
  ['POST', '/Orders/', 'place-order', 'orders'],
  ['POST', '/orders/7/cancel', 'cancel-order', 'orders'],
  ['POST', '/sessions', 'sign-in', 'orders'],
  ['GET', '/orders', 'orders', 'own'],
  ['GET', '/orders/7', 'order', 'own'],
  ['GET', '/me/overview', 'overview', 'own'],
  ['GET', '/me/wallet', 'wallet', 'own'],
  ['GET', '/me/notices/', 'notices', 'own'],
  ['GET', '/me/recommendations', 'my-recommendations', 'own'],
  ['GET', '/products', 'products', 'browsing'],
  ['HEAD', '/products/cup', 'product', 'browsing'],
  ['GET', '/products/cup/recommendations', 'recommendations', 'browsing'],
])('%s %s is of the kind %s and matters as %s', (method, path, id, importance) => {
  expect(kindOf(method, path)).toMatchObject({ id, importance });
});

it.each([
  ['POST', '/products'],
  ['DELETE', '/orders/7'],
  ['POST', '/orders/7/cancel/now'],
  ['GET', '/orders/7/8'],
  ['POST', '/'],
])('%s %s is nothing, and matters least', (method, path) => {
  expect(kindOf(method, path)).toMatchObject({ id: 'nothing', importance: 'browsing' });
});
