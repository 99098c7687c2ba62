import { execa } from 'execa';

const GREATEST = '-20';
const WORDS = ['nice', '-n', GREATEST];

/**
 * The words in front of a command that have the kernel prefer it, its threads and its children to everything else on their CPUs
 * (`nice`). None where that may not be asked for: it takes root.
 *
 * Not `SCHED_FIFO`: threads of Node that wait for each other by spinning never let the other one run there.
 */
export async function firstInLine(): Promise<readonly string[]> {
  const [program = '', ...args] = WORDS;
  // Without a command `nice` tells the niceness that it has; it starts commands whether it may raise it or not.
  const { stdout } = await execa(program, [...args, program], {
    reject: false,
    timeout: 5_000,
    stdin: 'ignore',
  });
  return stdout?.trim() === GREATEST ? WORDS : [];
}
