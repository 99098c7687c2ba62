import { Command, CommanderError } from 'commander';
import { EXIT } from './commands/exit-codes.ts';
import { endIfHungUp } from './commands/interruption.ts';
import { emptyIsNotAskedFor } from './commands/not-asked-for.ts';
import { UnavailableComponent } from './components/component.ts';
import { UnsuitableHost } from './host/needs.ts';
import { UsageError } from './registry/usage-error.ts';
import { type Language, languageAskedFor } from './report/language.ts';
import { onError } from './terminal/colours.ts';
import { outliveReaders } from './terminal/lost-reader.ts';

/** What adds a command to the program. */
type Register = (program: Command) => void;

/** In the order in which the help lists them. A command is loaded when it is asked for: all of them are most of the lab, which takes its time. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  predict: async () => (await import('./commands/predict.ts')).registerPredict,
  run: async () => (await import('./commands/run.ts')).registerRun,
  report: async () => (await import('./commands/report.ts')).registerReport,
  recheck: async () => (await import('./commands/recheck.ts')).registerRecheck,
  compare: async () => (await import('./commands/compare.ts')).registerCompare,
  board: async () => (await import('./commands/board.ts')).registerBoard,
  answers: async () => (await import('./commands/answers.ts')).registerAnswers,
  room: async () => (await import('./commands/room.ts')).registerRoom,
  calibrate: async () => (await import('./commands/calibrate.ts')).registerCalibrate,
  planted: async () => (await import('./commands/planted.ts')).registerPlanted,
  list: async () => (await import('./commands/list.ts')).registerList,
  prepare: async () => (await import('./commands/prepare.ts')).registerPrepare,
  up: async () => (await import('./commands/up.ts')).registerUp,
  redrive: async () => (await import('./commands/redrive.ts')).registerRedrive,
  doctor: async () => (await import('./commands/doctor.ts')).registerDoctor,
  stop: async () => (await import('./commands/stop.ts')).registerStop,
};

/**
 * The command line; it throws where commander would end the process.
 *
 * @param asked the only command that it has to know; all of them without, and where there is none of that name
 */
export async function labProgram(asked = ''): Promise<Command> {
  const program = new Command('lab')
    .description('Deploys one shop in several architectures and measures what each costs and buys.')
    .showHelpAfterError('(lab --help lists the commands, lab <command> --help the options)');
  const only = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  for (const load of only ? [only] : Object.values(COMMANDS)) (await load())(program);
  for (const command of [program, ...program.commands]) command.exitOverride();
  for (const command of program.commands) emptyIsNotAskedFor(command);
  return program;
}

/** Runs the command line and sets the process's exit code. Never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  outliveReaders();
  try {
    await (await labProgram(argv[2])).parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeFor(error, languageAskedFor(argv, process.env));
  }
  endIfHungUp();
}

const ERROR = { en: 'error:', ko: '오류:' };

/** Says what went wrong, unless commander has already, and maps it to an exit code. */
function exitCodeFor(error: unknown, language: Language): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.finished : EXIT.badUsage;
  const message = error instanceof Error ? error.message : String(error);
  const told = error instanceof UsageError ? error.said[language] : message;
  process.stderr.write(`${onError.red(ERROR[language])} ${told}\n`);
  if (error instanceof UsageError) return EXIT.badUsage;
  if (error instanceof UnavailableComponent || error instanceof UnsuitableHost) return EXIT.missingComponent;
  return EXIT.noValidResult;
}
