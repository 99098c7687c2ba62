import { expect, test } from 'vitest';
import { limitsOf, NO_CPU_LEFT, overQuota } from './limits.ts';

const part = (name: string, cpus: number, quota: number | null = 0.2) => ({
  name,
  role: name.replace(/-\d$/, ''),
  cpus,
  quota,
  throttled: quota === null ? null : 0.5,
});
const limits = (parts: Parameters<typeof part>[], cpus = 1) =>
  limitsOf(
    parts.map((each) => part(...each)),
    cpus,
    ['rabbitmq'],
  );

test('the roles that are at their quota, each once, and each at its own', () => {
  expect(
    limits([
      ['gateway', 0.1],
      ['recommendations', 0.19],
      ['recommendations-2', 0.198],
    ]),
  ).toEqual(['recommendations']);
  expect(
    limits([
      ['gateway', 0.2],
      ['recommendations', 0.185],
    ]),
  ).toEqual(['gateway', 'recommendations']);
  expect(
    limits([
      ['gateway', 0.2, 0.4],
      ['recommendations', 0.185],
    ]),
  ).toEqual(['recommendations']);
});

test('the CPUs, whether or not an instance got as far as its quota', () => {
  expect(
    limits([
      ['a', 0.17],
      ['b', 0.17],
      ['c', 0.17],
      ['d', 0.17],
      ['rabbitmq', 0.25, null],
    ]),
  ).toEqual([NO_CPU_LEFT]);
  expect(
    limits([
      ['a', 0.2],
      ['rabbitmq', 0.78, null],
    ]),
  ).toEqual([NO_CPU_LEFT]);
  expect(
    limits([
      ['a', 0.2],
      ['rabbitmq', 0.6, null],
    ]),
  ).toEqual(['a']);
});

test('a role that is held back most of the time', () => {
  expect(limitsOf([{ ...part('monolith-1', 0.12), throttled: 0.8 }], 1, [])).toEqual(['monolith']);
});

test('a component that uses all of the one CPU that it can use, and has no quota', () => {
  expect(
    limits(
      [
        ['gateway', 0.1],
        ['rabbitmq', 0.95, null],
      ],
      4,
    ),
  ).toEqual(['rabbitmq']);
});

test('none that can be told', () => {
  expect(limits([['monolith-1', 0.1]])).toEqual([]);
});

test('a quota that is not in force shows', () => {
  expect(overQuota([part('gateway', 0.4, 0.5), part('orders', 0.4), part('rabbitmq', 0.9, null)])).toEqual([
    'orders',
  ]);
});
