import { once } from 'node:events';
import { expect, it } from 'vitest';
import { Deaths } from './deaths.ts';

const outside = () => new AbortController();
const died = new Error('catalog ended with exit code 1');

/** A system whose process dies when that is asked for. */
function mortal() {
  let die: () => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    die = () => reject(died);
  });
  return { failure, die };
}

it('calls off what waits when a process dies, and says which one has', async () => {
  const deaths = new Deaths(outside().signal);
  const [first, second] = [mortal(), mortal()];
  for (const system of [first, second]) deaths.watch(system);
  const waiting = deaths.orCause(
    once(deaths.signal, 'abort').then(() => Promise.reject(new Error('a command was called off'))),
  );
  second.die();
  await expect(waiting).rejects.toBe(died);
});

it('does not take for done what ended well after a death', async () => {
  const deaths = new Deaths(outside().signal);
  const system = mortal();
  deaths.watch(system);
  system.die();
  await expect(system.failure).rejects.toBe(died);
  await expect(deaths.orCause(Promise.resolve('a reading'))).rejects.toBe(died);
});

it('lets work alone while all live, and its own failure is told', async () => {
  const deaths = new Deaths(outside().signal);
  deaths.watch(mortal());
  expect(await deaths.orCause(Promise.resolve(1))).toBe(1);
  await expect(deaths.orCause(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

it('aborts when the work is called off from outside', () => {
  const controller = outside();
  const deaths = new Deaths(controller.signal);
  controller.abort(new Error('stopped'));
  expect(deaths.signal.reason).toMatchObject({ message: 'stopped' });
});
