import type { Logger } from 'pino';
import type { Database } from '../persistence/database.ts';
import { ConfigError } from '../process/config.ts';
import { FaultInjection } from './fault-injection.ts';
import { type Faults, NO_FAULTS } from './faults.ts';

/** The end of the IPC channel to the process that started this one; a test puts another in its place. */
type Parent = Pick<NodeJS.Process, 'send' | 'on' | 'kill' | 'pid'>;

/**
 * Faults in this process's contexts, and at its edge, on the word of the process that started it:
 *
 *     parent ── { type: 'fault', id, context, fault } ─────────────► this process
 *            ◄─ { type: 'fault-armed', id } ───────────────────────
 *            ◄─ { type: 'fault-bit', context, kind, count, at } ───  when a call meets it
 *            ◄─ { type: 'fault-over', context, kind, at } ──────────  when one that is for a time has ended
 *            ── { type: 'clear-faults', id } ──────────────────────►
 *            ◄─ { type: 'fault-cleared', id } ─────────────────────
 *
 * There is no other way to them: nobody who can reach the process over a network can make it fail.
 *
 * @returns contexts as they are, at no cost, unless `FAULT_INJECTION` is on
 * @throws ConfigError when it is on in a process that nobody has started over IPC
 */
export function openFaultInjection(
  settings: { readonly FAULT_INJECTION: 'on' | 'off' },
  database: Pick<Database, 'unitOfWork' | 'rewrite'>,
  logger: Logger,
  parent: Parent = process,
): Faults {
  if (settings.FAULT_INJECTION === 'off') return NO_FAULTS;
  const send = toParent(parent);
  logger.warn('FAULT_INJECTION is on: this process fails when the one that started it says so');
  const injection = new FaultInjection({
    unitOfWork: database.unitOfWork,
    rewrite: (context) => database.rewrite(context),
    report: (report) => new Promise((resolve) => send(report, undefined, {}, () => resolve())),
    die: () => parent.kill(parent.pid, 'SIGKILL'),
    onFailure: ({ error, ...where }) =>
      logger.error({ ...where, err: error }, 'a fault could not take effect'),
  });
  parent.on('message', (message: unknown) => void injection.obey(message));
  return injection;
}

/** How faults are reported. @throws ConfigError in a process that nobody has started over IPC */
export function toParent(parent: Pick<Parent, 'send'>): NonNullable<Parent['send']> {
  const send = parent.send?.bind(parent);
  if (send !== undefined) return send;
  throw new ConfigError(
    'FAULT_INJECTION=on is for experiments: it needs a parent process that injects the faults, over an IPC channel.',
  );
}
