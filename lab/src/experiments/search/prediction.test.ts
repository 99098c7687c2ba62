import { expect, test } from 'vitest';
import { predictedRate } from './prediction.ts';

const part = (name: string, role: string, cpus: number, limited = true) => ({
  name,
  role,
  cpus,
  limited,
  throttled: null,
});

test('the role that costs most per instance decides', () => {
  // 40/s: recommendations need 5 ms a request, the gateway 2 ms.
  const usage = [
    part('gateway', 'gateway', 0.08),
    part('recommendations', 'recommendations', 0.2),
    part('rabbitmq', 'rabbitmq', 0.1, false),
  ];
  expect(predictedRate(usage, 40, { quota: 0.2, cpus: 4 })).toBeCloseTo(40);
  expect(predictedRate(usage, 40, { quota: 0.1, cpus: 4 })).toBeCloseTo(20);
});

test('replicas share the work, however unevenly they did at warm-up', () => {
  const usage = [
    part('gateway', 'gateway', 0.08),
    part('recommendations', 'recommendations', 0.18),
    part('recommendations-2', 'recommendations', 0.02),
  ];
  expect(predictedRate(usage, 40, { quota: 0.2, cpus: 4 })).toBeCloseTo(80);
  const three = [...usage, part('recommendations-3', 'recommendations', 0)];
  expect(predictedRate(three, 40, { quota: 0.2, cpus: 4 }), 'the gateway').toBeCloseTo(100);
});

test('what has no quota counts only towards the CPUs', () => {
  const usage = [part('monolith', 'monolith', 0.1), part('rabbitmq', 'rabbitmq', 0.4, false)];
  expect(predictedRate(usage, 50, { quota: 0.3, cpus: 4 })).toBeCloseTo(150);
  expect(predictedRate(usage, 50, { quota: 0.3, cpus: 1 })).toBeCloseTo(100);
});
