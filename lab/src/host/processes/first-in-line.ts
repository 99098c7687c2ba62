import { execa } from 'execa';

const GREATEST = '-20';
const WORDS = ['nice', '-n', GREATEST];

/**
 * The words in front of a command that make the kernel prefer it, its threads and its children on their CPUs (`nice`). Empty
 * without root, which this needs.
 *
 * Not `SCHED_FIFO`: with it, a thread of Node that spins while it waits for another never lets the other one run.
 */
export async function firstInLine(): Promise<readonly string[]> {
  const [program = '', ...args] = WORDS;
  // Without a command `nice` prints its niceness. With one it starts the command even if it may not change the niceness.
  const { stdout } = await execa(program, [...args, program], {
    reject: false,
    timeout: 5_000,
    stdin: 'ignore',
  });
  return stdout?.trim() === GREATEST ? WORDS : [];
}
