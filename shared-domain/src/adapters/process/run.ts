import { type Logger, pino } from 'pino';
import { within } from '../../kernel/deadline.ts';
import { ConfigError } from './config.ts';

/** What a process does between its start and its end. */
export interface Program {
  /** Ends gracefully: finishes what it has begun and takes on nothing new. */
  stop(): Promise<void>;
}

/** How long a process may take to end gracefully: what it has begun, then what it has to send, then its connections. ms. */
const DRAIN_MS = 9_000;

/** @param to what a command for operators logs goes to the standard error: its result has the standard output for itself */
export const createLogger = (name: string, level: string, to: 'stdout' | 'stderr' = 'stdout'): Logger =>
  pino({ name, level }, pino.destination(to === 'stdout' ? 1 : 2));

/**
 * Runs a program until it is told to end: by SIGTERM or SIGINT, or by the end of the IPC channel to the process that
 * started it, so that nothing outlives a lab that was killed. Exit code 2 for wrong settings, 1 for a failed start.
 */
export async function run(logger: Logger, start: () => Promise<Program>): Promise<void> {
  let ending = false;
  const starting = start();

  const end = async (cause: string): Promise<void> => {
    if (ending) return;
    ending = true;
    logger.info({ cause }, 'ending');
    const ended = starting.then((program) => program.stop()).then(() => true);
    const graceful = await within(
      DRAIN_MS,
      ended.catch((error) => logger.error({ err: error }, 'could not end gracefully')),
      'late',
    );
    if (graceful === 'late') logger.error({ afterMs: DRAIN_MS }, 'still busy: ending anyway');
    process.exit(graceful === true ? 0 : 1);
  };
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGINT', () => void end('SIGINT'));
  process.on('disconnect', () => void end('the parent has gone'));
  // It went while this process was still loading, when nobody listened.
  if (process.connected === false) void end('the parent has gone');

  try {
    await starting;
  } catch (error) {
    fail(logger, error);
  }
}

/** Ends the process with a message that says what to do. */
export function fail(logger: Logger, error: unknown): never {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  logger.fatal({ err: error }, 'could not start');
  process.exit(1);
}
