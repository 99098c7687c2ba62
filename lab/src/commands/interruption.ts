/** Names the signal, so that the process can end as one that was hung up on. */
class Interruption extends Error {
  constructor(readonly by: NodeJS.Signals) {
    super(`interrupted by ${by}`);
    this.name = 'Interruption';
  }
}

let interruption: Interruption | undefined;

/**
 * Aborted by the first Ctrl-C, SIGTERM or hang-up, so that all that was started can be ended in order. A second one ends the
 * lab at once; what it started then notices that it is gone. A hang-up never is a second one: when a terminal is closed, the
 * kernel and the shell each send theirs.
 */
export function abortedByUser(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted && signal !== 'SIGHUP') process.exit(130);
      interruption ??= new Interruption(signal);
      controller.abort(interruption);
    });
  }
  return controller.signal;
}

/**
 * Ends a process whose terminal was closed, when it has nothing more to do, as the hang-up would have: an ordinary exit of Node
 * sets the terminal back first, and aborts where there is none any more. Does nothing to other processes.
 */
export function endIfHungUp(): void {
  if (interruption?.by !== 'SIGHUP') return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
