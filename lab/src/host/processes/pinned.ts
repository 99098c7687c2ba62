import { execa } from 'execa';

/**
 * The words of a command that runs a program on these CPUs only, its children too. `taskset` becomes the program, so the
 * process keeps its id, its group and its IPC channel.
 *
 * @param cpus as `taskset -c` lists them; undefined leaves the choice to the kernel
 */
export function pinned(
  cpus: string | undefined,
  command: string,
  args: readonly string[] = [],
): [program: string, ...args: string[]] {
  return cpus === undefined ? [command, ...args] : ['taskset', '-c', cpus, command, ...args];
}

/**
 * Moves this very process, all of its threads, to these CPUs. What it starts from then on inherits them, unless it is pinned
 * elsewhere.
 *
 * @throws when the kernel refuses
 */
export async function moveSelf(cpus: string): Promise<void> {
  await execa('taskset', ['-a', '-c', '-p', cpus, String(process.pid)], { timeout: 5_000, stdin: 'ignore' });
}
