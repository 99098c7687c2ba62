import { expect, it } from 'vitest';
import { DeadlineExceeded } from './deadline.ts';
import { InFlight } from './in-flight.ts';

it('is drained when the last work has ended, well or badly', async () => {
  const inFlight = new InFlight();
  const failures: unknown[] = [];
  let finish: () => void = () => undefined;
  inFlight.track(new Promise<void>((resolve) => (finish = resolve)), (error) => failures.push(error));
  inFlight.track(Promise.reject(new Error('bad')), (error) => failures.push(error));
  expect(inFlight.count).toBe(2);
  const drained = inFlight.drained(10_000, 'the test');
  finish();
  await drained;
  expect(inFlight.count).toBe(0);
  expect(failures).toEqual([new Error('bad')]);
  await inFlight.drained(0, 'nothing');
});

it('does not wait longer than it may', async () => {
  const inFlight = new InFlight();
  inFlight.track(new Promise(() => undefined), () => undefined);
  await expect(inFlight.drained(10, 'the test')).rejects.toThrow(DeadlineExceeded);
});
