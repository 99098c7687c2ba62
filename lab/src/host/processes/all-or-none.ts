import { setMaxListeners } from 'node:events';

/**
 * Runs tasks side by side. When one fails, it calls the others off and waits for them, so that nothing is still starting when
 * this rejects.
 *
 * @throws the first failure, or the outer signal's reason
 */
export async function allOrNone(
  tasks: readonly ((signal: AbortSignal) => Promise<unknown>)[],
  outer?: AbortSignal,
): Promise<void> {
  const controller = new AbortController();
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  // A listener a task is no leak, however many there are.
  setMaxListeners(0, signal);
  const failures: unknown[] = [];
  await Promise.all(
    tasks.map((task) =>
      task(signal).catch((error: unknown) => {
        failures.push(error);
        controller.abort(new Error('cancelled because another part failed'));
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}
