import type { Logger } from 'pino';
import { startTracing, type TracingSettings } from '../tracing/tracing.ts';
import { ConfigError } from './config.ts';
import { createLogger, fail, type Program, run } from './run.ts';

/** A command of one program alone: it gets what follows its name, and what it returns is printed as a line of JSON. */
type Operation<Settings> = (settings: Settings, args: readonly string[]) => Promise<object>;

export type Operations<Settings> = Readonly<Record<string, Operation<Settings>>>;

/** What a program of the shop can do, by its first argument. */
export interface Commands<Settings> {
  /** Reads the environment. @throws ConfigError */
  readonly settings: () => Settings;
  /** Without an argument: serves until it is told to end. */
  readonly serve: (settings: Settings, logger: Logger) => Promise<Program>;
  /** `load`: loads what serving needs and is not loaded yet, and ends. For the build, which keeps what V8 has made of it. */
  readonly load?: () => Promise<unknown>;
  /** `seed`: fills its database with the example shop, and ends. */
  readonly seed: (settings: Settings) => Promise<void>;
  /** `redrive`: has dead letters tried again, and ends. @returns what came of it, for the operator */
  readonly redrive: (settings: Settings, logger: Logger) => Promise<string>;
  /** Further ones for operators, by their names. */
  readonly operations?: Operations<Settings> | undefined;
}

/** The `main` of a program. Exit code 2 for a wrong argument or setting, 1 when it fails. */
export async function main<Settings extends TracingSettings>(
  name: string,
  commands: Commands<Settings>,
): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  const operations: Operations<Settings> = commands.operations ?? {};
  const logger = createLogger(
    name,
    process.env.LOG_LEVEL || 'info',
    command === undefined ? 'stdout' : 'stderr',
  );
  try {
    if (command === 'load') {
      await commands.load?.();
      return;
    }
    const settings = commands.settings();
    if (command === undefined) await run(logger, () => serve(name, commands, settings, logger));
    else if (command === 'seed') await commands.seed(settings);
    else if (command === 'redrive')
      process.stdout.write(`${name}: ${await commands.redrive(settings, logger)}\n`);
    else if (Object.hasOwn(operations, command))
      process.stdout.write(`${JSON.stringify(await operations[command]?.(settings, args))}\n`);
    else {
      const valid = ['seed', 'redrive', ...Object.keys(operations)].join(', ');
      throw new ConfigError(`${name} has no command "${command}". Valid: ${valid}, or none to serve.`);
    }
  } catch (error) {
    fail(logger, error);
  }
}

/** Serves, traced where the settings say so. What ends last is the tracing: it has spans of what the program still does. */
async function serve<Settings extends TracingSettings>(
  name: string,
  commands: Pick<Commands<Settings>, 'serve'>,
  settings: Settings,
  logger: Logger,
): Promise<Program> {
  const endTracing = await startTracing(name, settings, logger);
  const program = await commands.serve(settings, logger);
  return {
    async stop() {
      await program.stop();
      await endTracing();
    },
  };
}

/** Tells an operator how many dead letters there were, and what became of them. */
export const redriven = (many: number, fate: string): string =>
  many === 0
    ? 'there are no dead letters'
    : `${many === 1 ? 'a dead letter' : `${many} dead letters`} ${fate}`;
