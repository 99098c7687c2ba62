import type { WriteStream } from 'node:tty';
import type { PlannedTrial } from '../bench/plan.ts';
import { duration, quantity } from '../charts/words.ts';
import type { ScalingLoadRecord } from '../experiments/search/record.ts';
import { cellId } from '../experiments/steps/experiment.ts';
import type { CellRecord } from '../experiments/steps/record.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Progress, TimeLeft } from '../run/progress.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { onError } from '../terminal/colours.ts';
import { counted } from '../terminal/counted.ts';
import { estimatesSoFar } from './estimates-so-far.ts';

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

  roundEnded(round: number, of: number, scenario: Scenario, soFar: ComparisonFile): void {
    for (const line of estimatesSoFar(scenario, soFar))
      this.#print(onError.dim(`  after ${round} of ${of}: ${line}`));
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

function figures({ valid, invalidBecause, phases, faults, builds, scaling }: TrialRecord): string {
  if (!valid)
    return onError.yellow(`invalid: ${invalidBecause.map((reason) => reason.split('\n')[0]).join('; ')}`);
  if (faults.length > 0)
    return faults.map(({ id, hitShare }) => `${id} hit ${(100 * hitShare).toFixed(0)} %`).join(', ');
  if (builds) return builds.cells.map(cellInWords).join(', ');
  if (scaling?.missing) return onError.yellow(`not measured: ${scaling.missing}`);
  if (scaling) return scaling.loads.map(rateInWords).join(', ');
  return phases
    .map(({ name, all, errors }) => {
      const p50 = all.response ? quantity(all.response.p50, 'ms') : 'none';
      return `${name} p50 ${p50}${errors > 0 ? onError.yellow(`, ${counted(errors, 'error')}`) : ''}`;
    })
    .join(', ');
}

function cellInWords({ steps, ...cell }: CellRecord): string {
  const ms = steps.reduce((sum, { wallMs }) => sum + wallMs, 0);
  return `${cellId(cell)} ${quantity(ms / 1000, 's')}`;
}

function rateInWords({ id, passed, failed, limitedBy }: ScalingLoadRecord): string {
  const limits = limitedBy.length > 0 ? `, limited by ${limitedBy.join(' and ')}` : '';
  return `${id} ${passed}/s passes, ${failed}/s does not${limits}`;
}
