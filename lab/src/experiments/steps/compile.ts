import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesOf } from '../../topologies/command-of.ts';
import type { AppliedChange } from './changes.ts';
import { type CodeBase, TOOL_MS, tool } from './code-base.ts';
import { contextsIn } from './layout.ts';
import { runMetered } from './metered-command.ts';
import { packageOf } from './move-modules.ts';
import type { Fail, MeasuredStep, StepSetting } from './step.ts';
import type { Task } from './task.ts';
import { readBuild, readTotalMs } from './tool-outputs.ts';

/** Checks the types and compiles: `tsc -b`, which builds what is out of date, each package from what it knows of its last build. */
export async function compile(
  codeBase: CodeBase,
  applied: AppliedChange,
  task: Task,
  { runId, cpus, guardian, signal }: StepSetting,
  fail: Fail,
): Promise<MeasuredStep> {
  const args = ['-b', '--verbose', '--listEmittedFiles', task.project];
  const command = tool(codeBase.root, 'typescript/bin/tsc', args);
  const setting = { runId, cpus, guardian, signal, deadlineMs: TOOL_MS };
  const { exitCode, output, wallMs, cpuSeconds } = await runMetered({
    name: 'tsc -b',
    ...command,
    ...setting,
  });
  if (exitCode !== 0) fail(`tsc -b ended with exit code ${exitCode}\n${errorsIn(output)}`);
  const { built, emitted } = readBuild(output);
  const why = await whatIsMissing(codeBase, applied, task, built);
  if (why !== undefined) fail(why);
  const counts = {
    packagesRebuilt: built.length,
    contextsRebuilt: contextsIn(codeBase, built),
    filesEmitted: emitted.length,
  };
  const measured = { step: 'compile', wallMs, cpuSeconds, ...counts } as const;
  // A first build has nothing to look for.
  return applied.change === 'clean' ? measured : { ...measured, lookingMs: await lookAgain() };

  /** The same command again, which finds all up to date: its time is that of looking. It is no part of the step's. */
  async function lookAgain(): Promise<number> {
    const again = { ...command, args: [...command.args, '--extendedDiagnostics'] };
    const looked = await runMetered({ name: 'tsc -b', ...again, ...setting });
    const found = readBuild(looked.output).built;
    if (found.length > 0) fail(`${found.join(', ')} was built, and is out of date again`);
    return readTotalMs(looked.output) ?? fail(`tsc -b did not tell its time\n${looked.output}`);
  }
}

const MOST_ERRORS = 20;

/** The first errors of a build; all that it said where it names none. */
function errorsIn(output: string): string {
  const errors = output.split('\n').filter((line) => /\berror TS\d+/.test(line));
  return errors.length > 0 ? errors.slice(0, MOST_ERRORS).join('\n') : output;
}

async function whatIsMissing(
  { root, processes }: CodeBase,
  { change, edited, marker, declared }: AppliedChange,
  { packages }: Task,
  built: readonly string[],
): Promise<string | undefined> {
  const missing = packages.filter((folder) => !built.includes(folder));
  if ((change === 'clean' || change === 'domain-signature') && missing.length > 0)
    return `${missing.join(', ')} was not built`;
  if (change === 'clean') {
    const absent = entriesOf(processes).find((entry) => !existsSync(join(root, entry)));
    return absent && `there is no ${absent}`;
  }
  if (edited === undefined || marker === undefined)
    return built.length === 0 ? undefined : `nothing was changed, and ${built.join(', ')} was built`;
  const output = join(
    root,
    packageOf(edited),
    'dist',
    edited.slice(`${packageOf(edited)}/src/`.length, -'.ts'.length),
  );
  if (!(await readFile(`${output}.js`, 'utf8')).includes(`'${marker}'`))
    return `${output}.js does not hold the change`;
  if (declared !== undefined && !(await readFile(`${output}.d.ts`, 'utf8')).includes(declared))
    return `${output}.d.ts does not declare the change`;
  return undefined;
}
