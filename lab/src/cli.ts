import { Command, CommanderError } from 'commander';
import { registerAnswers } from './commands/answers.ts';
import { registerBoard } from './commands/board.ts';
import { registerCalibrate } from './commands/calibrate.ts';
import { registerCompare } from './commands/compare.ts';
import { registerDoctor } from './commands/doctor.ts';
import { EXIT } from './commands/exit-codes.ts';
import { endIfHungUp } from './commands/interruption.ts';
import { registerList } from './commands/list.ts';
import { emptyIsNotAskedFor } from './commands/not-asked-for.ts';
import { registerPlanted } from './commands/planted.ts';
import { registerPredict } from './commands/predict.ts';
import { registerPrepare } from './commands/prepare.ts';
import { registerRecheck } from './commands/recheck.ts';
import { registerRedrive } from './commands/redrive.ts';
import { registerReport } from './commands/report.ts';
import { registerRoom } from './commands/room.ts';
import { registerRun } from './commands/run.ts';
import { registerStop } from './commands/stop.ts';
import { registerUp } from './commands/up.ts';
import { UnavailableComponent } from './components/component.ts';
import { UnsuitableHost } from './host/needs.ts';
import { UsageError } from './registry/usage-error.ts';
import { onError } from './terminal/colours.ts';
import { outliveReaders } from './terminal/lost-reader.ts';

/** In the order in which the help lists them. */
const COMMANDS = [
  registerPredict,
  registerRun,
  registerReport,
  registerRecheck,
  registerCompare,
  registerBoard,
  registerAnswers,
  registerRoom,
  registerCalibrate,
  registerPlanted,
  registerList,
  registerPrepare,
  registerUp,
  registerRedrive,
  registerDoctor,
  registerStop,
];

/** The command line; it throws where commander would end the process. */
export function labProgram(): Command {
  const program = new Command('lab')
    .description('Deploys one shop in several architectures and measures what each costs and buys.')
    .showHelpAfterError('(lab --help lists the commands, lab <command> --help the options)');
  for (const register of COMMANDS) register(program);
  for (const command of [program, ...program.commands]) command.exitOverride();
  for (const command of program.commands) emptyIsNotAskedFor(command);
  return program;
}

/** Runs the command line and sets the process's exit code. Never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  outliveReaders();
  try {
    await labProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeFor(error);
  }
  endIfHungUp();
}

/** Says what went wrong, unless commander has already, and maps it to an exit code. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.finished : EXIT.badUsage;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${onError.red('error:')} ${message}\n`);
  if (error instanceof UsageError) return EXIT.badUsage;
  if (error instanceof UnavailableComponent || error instanceof UnsuitableHost) return EXIT.missingComponent;
  return EXIT.noValidResult;
}
