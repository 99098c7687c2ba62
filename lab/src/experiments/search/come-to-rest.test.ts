import { expect, test, vi } from 'vitest';
import { comeToRest } from './come-to-rest.ts';
import type { LimitedParts } from './limited-parts.ts';

const QUOTA = 0.2;

/** Parts that use so much in one window after the other, the last for ever. */
function made(...windows: readonly Readonly<Record<string, number>>[]) {
  const limits: (number | undefined)[] = [];
  let window = -1;
  const usage = () => {
    window = Math.min(window + 1, windows.length - 1);
    const parts = Object.entries(windows[window] ?? {}).map(([name, cpus]) => ({
      name,
      role: name,
      limited: name !== 'rabbitmq',
      cpus,
      throttled: 0,
    }));
    return { seconds: 0.25, parts };
  };
  const meter = () => ({ start: () => undefined, usage }) as unknown as ReturnType<LimitedParts['meter']>;
  const limit = (cpus: number | undefined) => limits.push(cpus);
  return { parts: { limit, meter }, limits, windows: () => window + 1 };
}

test('until no instance is busy, without the quota; what has none is not waited for', async () => {
  const { parts, limits, windows } = made(
    { gateway: 0.9, orders: 0.001, rabbitmq: 0.3 },
    { gateway: 0.01, orders: 0.3, rabbitmq: 0.3 },
    { gateway: 0.01, orders: 0.004, rabbitmq: 0.3 },
  );
  await comeToRest(parts, QUOTA, new AbortController().signal);
  expect(windows()).toBe(3);
  expect(limits).toEqual([undefined, QUOTA]);
});

test('what does not come to rest is named, and has its quota again', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { parts, limits } = made({ gateway: 0.9 });
    const waiting = comeToRest(parts, QUOTA, new AbortController().signal);
    vi.advanceTimersByTime(31_000);
    await expect(waiting).rejects.toThrow(/work off its backlog \(last seen: gateway still at work\)/);
    expect(limits).toEqual([undefined, QUOTA]);
  } finally {
    vi.useRealTimers();
  }
});

test('a run that is called off does not wait', async () => {
  const { parts } = made({ gateway: 0.9 });
  const controller = new AbortController();
  const waiting = comeToRest(parts, QUOTA, controller.signal);
  controller.abort(new Error('Ctrl-C'));
  await expect(waiting).rejects.toThrow('Ctrl-C');
});
