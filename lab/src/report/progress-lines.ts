import type { WriteStream } from 'node:tty';
import type { PlannedTrial } from '../bench/plan.ts';
import type { Progress, TimeLeft } from '../bench/progress.ts';
import { duration } from '../charts/words.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Measurable } from '../scenario/scenario.ts';
import { onError } from '../terminal/colours.ts';
import { estimatesSoFar } from './estimates-so-far.ts';
import { trialInWords } from './trial-in-words.ts';

/**
 * Progress for a person: a line for each trial that stays, and on a terminal one more that changes, with the time left.
 */
export class ProgressLines implements Progress {
  readonly #began = performance.now();
  #current:
    | { readonly title: string; readonly since: number; readonly left: TimeLeft; step: string }
    | undefined;
  #ticker: NodeJS.Timeout | undefined;

  constructor(private readonly out: WriteStream | NodeJS.WriteStream = process.stderr) {}

  note(line: string): void {
    this.#print(onError.dim(line));
  }

  roundStarts([first]: readonly PlannedTrial[], attempt: number, left: TimeLeft): void {
    const again = attempt > 1 ? `, attempt ${attempt}` : '';
    const title = `round ${first?.round} of ${left.of}${again}`;
    this.#current = { title, since: performance.now(), left, step: 'starting' };
    if (this.out.isTTY) this.#ticker ??= setInterval(() => this.#show(), 500);
  }

  step(what: string): void {
    if (this.#current) this.#current.step = what;
    this.#show();
  }

  trialsEnded(records: readonly TrialRecord[]): void {
    if (!this.#current) return;
    const { title, since } = this.#current;
    const took = duration((performance.now() - since) / 1000);
    this.#current = undefined;
    const widest = Math.max(...records.map(({ arm }) => arm.length));
    const mark = records.every(({ valid }) => valid) ? onError.green('✔') : onError.yellow('✘');
    this.#print(`${mark} ${title}  ${onError.dim(took)}`);
    for (const record of records) this.#print(`  ${record.arm.padEnd(widest)}  ${figures(record)}`);
  }

  roundEnded(round: number, of: number, measured: Measurable, soFar: ComparisonFile): void {
    const { look, rounds } = soFar;
    // Later rounds wait for the next look.
    const judged = look !== null && look < rounds ? `, judged by ${look}` : '';
    for (const line of estimatesSoFar(measured, soFar))
      this.#print(onError.dim(`  after ${round} of ${of}${judged}: ${line}`));
  }

  end(): void {
    clearInterval(this.#ticker);
    this.#ticker = undefined;
    this.#current = undefined;
    this.#clear();
  }

  #show(): void {
    if (!this.out.isTTY || !this.#current) return;
    const { title, since, left, step } = this.#current;
    const now = performance.now();
    const rest = left.seconds - (now - since) / 1000;
    const times = `${duration((now - this.#began) / 1000)} gone, about ${duration(rest)} left`;
    this.#clear();
    this.out.write(`  ${title}  ${step}  (${times})`.slice(0, (this.out.columns || 80) - 1));
  }

  #print(line: string): void {
    this.#clear();
    this.out.write(`${line}\n`);
    this.#show();
  }

  #clear(): void {
    if (this.out.isTTY) this.out.write('\r\u001b[K');
  }
}

function figures(trial: TrialRecord): string {
  const words = trialInWords(trial);
  return trial.valid ? words : onError.yellow(`invalid: ${words}`);
}
