import type { WriteStream } from 'node:tty';
import { starting } from '../bench/doing.ts';
import type { PlannedTrial } from '../bench/plan.ts';
import type { Progress, TimeLeft } from '../bench/progress.ts';
import { alike } from '../charts/said.ts';
import { durationSaid } from '../charts/words.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Measurable, Text } from '../scenario/scenario.ts';
import { onError } from '../terminal/colours.ts';
import { cut } from '../terminal/width.ts';
import { estimatesSoFar } from './estimates-so-far.ts';
import type { Language } from './language.ts';
import { trialInWords } from './trial-in-words.ts';

/**
 * Progress for a person: a line for each trial that stays, and on a terminal one more that changes, with the time left.
 */
export class ProgressLines implements Progress {
  readonly #began = performance.now();
  #current: { readonly title: Text; readonly since: number; readonly left: TimeLeft; step: Text } | undefined;
  #ticker: NodeJS.Timeout | undefined;

  constructor(
    private readonly language: Language = 'en',
    private readonly out: WriteStream | NodeJS.WriteStream = process.stderr,
  ) {}

  note(line: Text): void {
    this.#print(onError.dim(line[this.language]));
  }

  roundStarts([first]: readonly PlannedTrial[], attempt: number, left: TimeLeft): void {
    const again: Text =
      attempt > 1 ? { en: `, attempt ${attempt}`, ko: `, 시도 ${attempt}` } : { en: '', ko: '' };
    const title = alike`${{ en: `round ${first?.round} of ${left.of}`, ko: `라운드 ${first?.round}/${left.of}` }}${again}`;
    this.#current = { title, since: performance.now(), left, step: starting() };
    if (this.out.isTTY) this.#ticker ??= setInterval(() => this.#show(), 500);
  }

  step(what: Text): void {
    if (this.#current) this.#current.step = what;
    this.#show();
  }

  trialsEnded(records: readonly TrialRecord[]): void {
    if (!this.#current) return;
    const { title, since } = this.#current;
    const took = durationSaid((performance.now() - since) / 1000)[this.language];
    this.#current = undefined;
    const widest = Math.max(...records.map(({ arm }) => arm.length));
    const mark = records.every(({ valid }) => valid) ? onError.green('✔') : onError.yellow('✘');
    this.#print(`${mark} ${title[this.language]}  ${onError.dim(took)}`);
    for (const record of records)
      this.#print(`  ${record.arm.padEnd(widest)}  ${figures(record, this.language)}`);
  }

  roundEnded(round: number, of: number, measured: Measurable, soFar: ComparisonFile): void {
    const { look, rounds } = soFar;
    // Later rounds wait for the next look.
    const waits = look !== null && look < rounds;
    const so: Text = {
      en: `after ${round} of ${of}${waits ? `, judged by ${look}` : ''}`,
      ko: `${of}번 중 ${round}번 뒤${waits ? `(${look}번으로 판정)` : ''}`,
    };
    for (const line of estimatesSoFar(measured, soFar))
      this.#print(onError.dim(`  ${alike`${so}: ${line}`[this.language]}`));
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
    const [gone, rest] = [(now - this.#began) / 1000, left.seconds - (now - since) / 1000].map(durationSaid);
    const times: Text = {
      en: `${gone?.en} gone, about ${rest?.en} left`,
      ko: `${gone?.ko} 경과, 약 ${rest?.ko} 남음`,
    };
    this.#clear();
    const line = alike`  ${title}  ${step}  (${times})`[this.language];
    this.out.write(cut(line, (this.out.columns || 80) - 1));
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

function figures(trial: TrialRecord, language: Language): string {
  const words = trialInWords(trial)[language];
  if (trial.valid) return words;
  return onError.yellow(language === 'ko' ? `무효: ${words}` : `invalid: ${words}`);
}
