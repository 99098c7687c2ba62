/**
 * Aborted by the first Ctrl-C, SIGTERM or hang-up, so that all that was started can be ended in order. A second one ends the
 * lab at once; what it started then notices that it is gone.
 */
export function abortedByUser(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Error(`interrupted by ${signal}`));
    });
  }
  return controller.signal;
}
