import { expect, test } from 'vitest';
import { UsageMeter } from './usage-meter.ts';

test('CPU time and throttling of each part, between two moments', () => {
  let clock = 5_000;
  const cpuSeconds = new Map([
    [1, 10],
    [2, 3],
  ]);
  const counts = { periods: 50, throttled: 5, seconds: 0 };
  const parts = [
    { name: 'orders', role: 'orders', quota: 0.25, pids: [1] },
    { name: 'rabbitmq', role: 'rabbitmq', quota: null, pids: [2] },
  ];
  const meter = new UsageMeter(
    parts,
    { throttling: () => ({ ...counts }) },
    () => clock,
    ([pid]) => cpuSeconds.get(pid ?? 0) ?? 0,
  );
  expect(() => meter.usage()).toThrow('not started');
  meter.start();
  clock += 4_000;
  cpuSeconds.set(1, 10.8).set(2, 3.1);
  Object.assign(counts, { periods: 250, throttled: 155 });
  const {
    seconds,
    parts: [orders, broker],
  } = meter.usage();
  expect(seconds).toBe(4);
  expect(orders).toMatchObject({ name: 'orders', throttled: 0.75 });
  expect(orders?.cpus).toBeCloseTo(0.2);
  expect(broker).toMatchObject({ name: 'rabbitmq', throttled: null });
  expect(broker?.cpus).toBeCloseTo(0.025);
});
