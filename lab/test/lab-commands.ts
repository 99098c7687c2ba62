import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { PROJECT_ROOT } from '../src/host/project-root.ts';

/** What a command of the lab said, without the last newline, and its exit code. */
interface Told {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = fileURLToPath(new URL('./fixtures/lab-in-one-process.mjs', import.meta.url));

/**
 * Carries commands of the lab out, one after the other, in a process that the tests of a file share. For commands that read files and say something:
 * the lab takes longer to load than most of them take. `cli.test.ts` and `readme-commands.test.ts` try how a process begins and ends.
 *
 * @param more environment of the process; without a terminal, colours or an input
 */
export function labCommands(
  more: Readonly<Record<string, string>> = {},
): (...args: string[]) => Promise<Told> {
  const { FORCE_COLOR: _, ...env } = process.env;
  const lab = fork(PROGRAM, {
    cwd: PROJECT_ROOT,
    env: { ...env, CI: 'true', ...more },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  afterAll(() => {
    lab.kill('SIGKILL');
  });
  const carryOut = (args: readonly string[]) =>
    new Promise<Told>((resolve, reject) => {
      const ended = () => reject(new Error(`the lab has ended: ${lab.exitCode ?? lab.signalCode}`));
      lab.once('exit', ended);
      lab.once('message', (message) => {
        lab.off('exit', ended);
        const { exitCode, stdout, stderr } = message as Told;
        resolve({ exitCode, stdout: withoutLastNewline(stdout), stderr: withoutLastNewline(stderr) });
      });
      // Also where it has ended before.
      lab.send([...args], (error) => error && ended());
    });
  let last: Promise<unknown> = Promise.resolve();
  return (...args) => {
    const told = last.then(() => carryOut(args));
    last = told.catch(() => undefined);
    return told;
  };
}

const withoutLastNewline = (said: string): string => said.replace(/\n$/, '');
