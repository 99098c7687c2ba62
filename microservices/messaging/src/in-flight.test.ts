import { expect, it } from 'vitest';
import { DeadlineExceeded } from './deadline.ts';
import { InFlight } from './in-flight.ts';

it('is drained when the last work has ended, well or badly', async () => {
  const inFlight = new InFlight();
  let finish: () => void = () => undefined;
  const slow = inFlight.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const failing = inFlight.run(() => Promise.reject(new Error('bad')));
  await expect(failing).rejects.toThrow('bad');
  expect(inFlight.count).toBe(1);
  const drained = inFlight.drained(10_000, 'the test');
  finish();
  await Promise.all([slow, drained]);
  expect(inFlight.count).toBe(0);
  await inFlight.drained(0, 'nothing');
});

it('does not wait longer than it may', async () => {
  const inFlight = new InFlight();
  void inFlight.run(() => new Promise(() => undefined));
  await expect(inFlight.drained(10, 'the test')).rejects.toThrow(DeadlineExceeded);
});
