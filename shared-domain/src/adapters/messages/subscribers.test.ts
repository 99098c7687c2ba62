import { expect, it } from 'vitest';
import { deadLettersOf, type HearingSettings, subscribersOf, subscribersWith } from './subscribers.ts';

const SERVICES = [
  'gateway',
  'catalog',
  'inventory',
  'orders',
  'payments',
  'notifications',
  'recommendations',
];
const NONE: HearingSettings = {
  REPLICAS: 'none',
  ORDERS: 'answered',
  CACHE: 'none',
  CACHE_INVALIDATION: 'events',
};
const ALL: HearingSettings = { ...NONE, REPLICAS: 'local', ORDERS: 'accepted', CACHE: 'redis' };

it.each([NONE, ALL])(
  'each subscriber of a deployment is one service, which an operator can ask: %o',
  (settings) => {
    const known = SERVICES.flatMap((service) => subscribersOf(service, settings));
    expect(known.toSorted()).toEqual(Object.keys(subscribersWith(settings)).toSorted());
  },
);

it('a service may be several', () => {
  expect(subscribersOf('orders', ALL)).toEqual(['orders', 'accepted-orders']);
  expect(subscribersOf('orders', { ...NONE, ORDERS: 'accepted' })).toEqual(['accepted-orders']);
  expect(subscribersOf('gateway', ALL)).toEqual(['gateway', 'cache']);
  expect(subscribersOf('orders', NONE)).toEqual([]);
});

it('the dead letters of several subscribers are counted together, and all are tried again', async () => {
  const left = new Map([
    ['orders', 2],
    ['accepted-orders', 3],
  ]);
  const letters = deadLettersOf(['orders', 'accepted-orders'], {
    deadLetters: (name) => ({
      count: async () => left.get(name) ?? 0,
      redrive: async () => {
        const many = left.get(name) ?? 0;
        left.set(name, 0);
        return many;
      },
    }),
  });
  expect(await letters.count()).toBe(5);
  expect(await letters.redrive()).toBe(5);
  expect(await letters.count()).toBe(0);
});
