import { expect, test } from 'vitest';
import { limitsOf, NO_CPU_LEFT, overQuota } from './limits.ts';

const budget = { quota: 0.2, cpus: 1 };
const part = (name: string, cpus: number, limited = true) => ({
  name,
  role: name.replace(/-\d$/, ''),
  cpus,
  limited,
  throttled: limited ? 0.5 : null,
});
const limits = (parts: Parameters<typeof part>[], database = 0, cpus = budget.cpus) =>
  limitsOf({ parts: parts.map((each) => part(...each)), database }, { ...budget, cpus }, ['rabbitmq']);

test('the roles that are at their quota, each once', () => {
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
});

test('the CPUs, whether or not an instance got as far as its quota', () => {
  expect(
    limits([
      ['a', 0.17],
      ['b', 0.17],
      ['c', 0.17],
      ['d', 0.17],
      ['rabbitmq', 0.25, false],
    ]),
  ).toEqual([NO_CPU_LEFT]);
  expect(
    limits([
      ['a', 0.2],
      ['rabbitmq', 0.78, false],
    ]),
  ).toEqual([NO_CPU_LEFT]);
  expect(
    limits([
      ['a', 0.2],
      ['rabbitmq', 0.6, false],
    ]),
  ).toEqual(['a']);
});

test('a role that is held back most of the time, whatever its use of the database says', () => {
  const held = { ...part('monolith-1', 0.12), throttled: 0.8 };
  expect(limitsOf({ parts: [held], database: 0.9 }, budget, [])).toEqual(['monolith']);
});

test('a component that uses all of the one CPU that it can use, and has no quota', () => {
  expect(
    limits(
      [
        ['gateway', 0.1],
        ['rabbitmq', 0.95, false],
      ],
      0,
      4,
    ),
  ).toEqual(['rabbitmq']);
});

test('the databases, when requests wait for them and not for a CPU', () => {
  expect(
    limits(
      [
        ['monolith-1', 0.1],
        ['monolith-2', 0.1],
      ],
      0.8,
    ),
  ).toEqual(['database']);
  expect(
    limits(
      [
        ['monolith-1', 0.2],
        ['monolith-2', 0.1],
      ],
      0.8,
    ),
  ).toEqual(['monolith']);
});

test('none that can be told', () => {
  expect(limits([['monolith-1', 0.1]], 0.2)).toEqual([]);
});

test('a quota that is not in force shows', () => {
  expect(overQuota([part('gateway', 0.22), part('orders', 0.4), part('rabbitmq', 0.9, false)], 0.2)).toEqual([
    'orders',
  ]);
});
