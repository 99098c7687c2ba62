import { dirname } from 'node:path';
import { execa } from 'execa';

const PATCH_MS = 30_000;

/**
 * Applies a patch to the files of a folder, or looks whether it fits. Git would take the project's repository for that of a folder below it,
 * and leave out what lies elsewhere, as if it fitted: so it looks for none.
 *
 * @param args of `git apply`, e.g. `['--check', 'some.patch']`; paths are relative to the folder
 * @returns whether it fits, and what git says
 * @throws when git is not there, or has not ended in time: neither says anything of the patch; the signal's reason
 */
export async function gitApply(
  cwd: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly fits: boolean; readonly said: string }> {
  const { exitCode, stderr, timedOut, shortMessage } = await execa('git', ['apply', ...args], {
    cwd,
    env: { GIT_CEILING_DIRECTORIES: dirname(cwd) },
    stdin: 'ignore',
    reject: false,
    timeout: PATCH_MS,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  const command = `git apply ${args.join(' ')}`;
  if (timedOut) throw new Error(`${command} did not end within ${PATCH_MS / 1000} s`);
  if (exitCode === undefined) throw new Error(`${command} could not be run: ${shortMessage}`);
  return { fits: exitCode === 0, said: stderr };
}
