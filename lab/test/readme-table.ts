import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';

/** README's table of commands: `make list` and what it says of it. */
const readme = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');
const [, section = ''] = /^## Commands\n([\s\S]*?)^## /m.exec(readme) ?? [];
export const rows = [...section.matchAll(/^\| (`make .*?) \| (.*) \|$/gm)];
const commands = rows.flatMap(([, first = '']) =>
  [...first.matchAll(/`(make [^`]*)`/g)].map(([, it]) => it ?? ''),
);
const targetOf = (command: string) => command.split(' ')[1] ?? '';
export const targets = commands.map(targetOf);
/** The commands with these targets, as the table has them. */
export const commandsOf = (wanted: readonly string[]) =>
  commands
    .filter((command) => wanted.includes(targetOf(command)))
    .map((command) => [targetOf(command), command] as const);

/** Targets that are tried when all other tests have ended: they look at every shop of the machine, or write where others do. */
export const TRIED_ALONE = ['board', 'answers', 'stop', 'monolith', 'microservices', 'redrive'] as const;

export const STEP_MS = 90_000;

/** For make: all is compiled before tests run. To look for what has changed takes longer than most commands. */
export const ALL_IS_BUILT = ['-o', 'build'] as const;

/**
 * Starts a command of the table as a shell does, in a process group of its own; nothing of what the tests' environment sets counts.
 *
 * @param run stands for `<run>`
 * @param folder stands for `<folder>`
 */
export function startCommand(
  command: string,
  { run = '', folder = '' }: { readonly run?: string; readonly folder?: string } = {},
  ...more: string[]
) {
  const [make = '', ...args] = command.replaceAll('<run>', run).replaceAll('<folder>', folder).split(' ');
  const unset = Object.fromEntries(
    ['PORT', 'PROFILE', 'ARMS', 'SEED', 'DRIVER', 'JSON', 'QUIET', 'GATE', 'RUN'].map((name) => [
      name,
      undefined,
    ]),
  );
  const running = execa(make, [...args, ...more], {
    cwd: PROJECT_ROOT,
    reject: false,
    all: true,
    detached: true,
    stdin: 'ignore',
    env: { CI: 'true', FORCE_COLOR: undefined, ...unset },
  });
  let said = '';
  running.all?.on('data', (chunk) => {
    said += chunk;
  });
  const { pid = 0 } = running;
  const group = (signal: NodeJS.Signals | 0) => {
    try {
      return process.kill(-pid, signal);
    } catch {
      return false;
    }
  };
  const untilItSays = (words: RegExp) =>
    waitUntil(
      `${command} to say ${words}`,
      () => {
        if (running.exitCode !== null) throw new Error(`${command} ended by itself: ${said}`);
        return words.test(said) || said;
      },
      { deadlineMs: STEP_MS },
    );
  const ctrlC = async () => {
    group('SIGINT');
    await running;
    await waitUntil(`all of ${command} to end`, () => !group(0) || 'some are left', { deadlineMs: 20_000 });
  };
  return { running, untilItSays, ctrlC, kill: () => group('SIGKILL'), said: () => said };
}
