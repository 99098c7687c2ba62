import { execa } from 'execa';
import { commandOf } from './command-of.ts';
import { type SystemSettings, serviceEnvironment, withSecret } from './service-environment.ts';
import type { ProcessSpec } from './topology.ts';

const OPERATION_MS = 60_000;

/**
 * Runs the program of a process once more, with a command for operators, on the data and in the environment of the one that serves.
 *
 * @param command e.g. `redrive`
 * @returns what it said
 * @throws with the end of its output, when it fails or has not ended after a minute
 */
export async function operate(
  spec: ProcessSpec,
  command: string,
  { root, ...settings }: SystemSettings & { readonly root: string },
): Promise<string> {
  const [program, ...args] = commandOf(spec, root);
  const env = serviceEnvironment({ ...settings, env: withSecret(settings.env) }, spec);
  const { stdout, stderr, failed, shortMessage } = await execa(program, [...args, command], {
    ...{ cwd: root, env, extendEnv: false, stdin: 'ignore', timeout: OPERATION_MS, reject: false },
  });
  if (failed) throw new Error(`${shortMessage}\n${stderr.split('\n').slice(-10).join('\n')}`);
  return stdout;
}
