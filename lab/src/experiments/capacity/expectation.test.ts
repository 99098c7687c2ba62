import { expect, test } from 'vitest';
import { disagrees, expectedCapacity } from './expectation.ts';

const part = (name: string, role: string, cpus: number, quota: number | null = 0.2) => ({
  name,
  role,
  cpus,
  quota,
  throttled: null,
});

test('the role that costs most of its quota decides', () => {
  // 40/s: recommendations need 5 ms a request, the gateway 2 ms.
  const usage = (quota: number) => [
    part('gateway', 'gateway', 0.08, quota),
    part('recommendations', 'recommendations', 0.2, quota),
    part('rabbitmq', 'rabbitmq', 0.9, null),
  ];
  expect(expectedCapacity(usage(0.2), 40)).toBeCloseTo(40);
  expect(expectedCapacity(usage(0.1), 40)).toBeCloseTo(20);
});

test('replicas share the work, however unevenly they did', () => {
  const usage = [
    part('gateway', 'gateway', 0.08, 0.4),
    part('recommendations', 'recommendations', 0.18),
    part('recommendations-2', 'recommendations', 0.02),
  ];
  expect(expectedCapacity(usage, 40)).toBeCloseTo(80);
  const three = [...usage, part('recommendations-3', 'recommendations', 0)];
  expect(expectedCapacity(three, 40)).toBeCloseTo(120);
  const six = [...three, ...[4, 5, 6].map((n) => part(`recommendations-${n}`, 'recommendations', 0))];
  expect(expectedCapacity(six, 40), 'the gateway').toBeCloseTo(200);
});

test('more than 15 % apart is a disagreement', () => {
  expect([114, 116, 86, 84].map((expected) => disagrees(100, expected))).toEqual([false, true, false, true]);
});
