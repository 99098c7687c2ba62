import { EXIT } from '@lab/lab/commands/exit-codes';
import { endIfHungUp } from '@lab/lab/commands/interruption';
import Table from 'cli-table3';

/** The first column is of words, and all others are of numbers. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** A ratio and, where there is one, its interval, e.g. `0.87 [0.84, 0.91]`. */
export function ratioSaid({
  median,
  ci95,
}: {
  readonly median: number;
  readonly ci95: { readonly low: number; readonly high: number } | undefined;
}): string {
  const interval = ci95 ? ` [${ci95.low.toFixed(2)}, ${ci95.high.toFixed(2)}]` : '';
  return `${median.toFixed(2)}${interval}`;
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Does the work of a program, and sets its exit code. @param signal tells that the user has interrupted it */
export async function carriedOut(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  await work().catch((error: unknown) => {
    say(`error: ${error instanceof Error ? error.message : error}`);
    process.exitCode = signal.aborted ? EXIT.interrupted : EXIT.noValidResult;
  });
  endIfHungUp();
}
