import { metricsOf } from '../../compare/metrics.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { TrialRecord } from '../../records/trial.ts';
import { median } from '../../stats/order-statistics.ts';

/** The stretches of a trial in seconds from the end of its warm-up: the longest warm-up of all trials, then every phase. */
export function stretchesOf({ manifest, trials }: RunFiles) {
  const warmUp = Math.max(0, ...trials.map((trial) => trial.warmUp?.windows.length ?? 0));
  let from = 0;
  const phases = manifest.scenario.phases.map(({ name, seconds }) => {
    const stretch = { name, from, to: from + seconds };
    from += seconds;
    return stretch;
  });
  return warmUp > 0 ? [{ name: 'warm-up', from: -warmUp, to: 0 }, ...phases] : phases;
}

/** Median response time of each second of a trial, in seconds from the end of its warm-up; null where nothing was answered. */
export function secondsOf(
  files: RunFiles,
  { warmUp, phases }: TrialRecord,
): (readonly [number, number | null])[] {
  const windows = warmUp?.windows ?? [];
  const before = windows.map((ms, index) => [index - windows.length + 0.5, ms] as const);
  const after = stretchesOf(files).flatMap(({ name, from }) =>
    phases
      .filter((phase) => phase.name === name)
      .flatMap(({ timeline, seconds }) =>
        timeline
          .filter(({ second }) => second < seconds)
          .map(({ second, p50 }) => [from + second + 0.5, p50] as const),
      ),
  );
  return [...before, ...after];
}

/** Trials with their places within their rounds, counted from 0. */
export function positions(trials: readonly TrialRecord[]) {
  const next = new Map<number, number>();
  return trials
    .toSorted((a, b) => a.number - b.number)
    .map((trial) => {
      const position = next.get(trial.round) ?? 0;
      next.set(trial.round, position + 1);
      return { trial, position };
    });
}

/** The figure by which trials are told apart: p50 of all requests in the scenario's first phase. */
function headlineOf({ manifest }: RunFiles) {
  const phase = manifest.scenario.phases[0]?.name;
  return metricsOf(manifest.scenario).find(
    (metric) => metric.phase === phase && metric.kind === 'p50' && metric.id.startsWith('all.'),
  );
}

export interface MedianByRound {
  readonly round: number;
  readonly ratio: number;
}

/** An arm's headline figure divided by the baseline's, for each round in which both are valid. */
export function pairedRatios(files: RunFiles, arm: string): MedianByRound[] {
  const read = headlineOf(files)?.read;
  const valid = files.trials.filter((trial) => trial.valid);
  return valid
    .filter((trial) => trial.arm === arm)
    .flatMap((trial) => {
      // The last one: a round that was disturbed was run again.
      const base = valid.findLast(
        (other) => other.arm === files.comparison.baseline && other.round === trial.round,
      );
      const [value, below] = [read?.(trial), base && read?.(base)];
      return value && below ? [{ round: trial.round, ratio: value / below }] : [];
    });
}

/** The valid trial whose headline figure is farthest from its arm's median; undefined where no arm has three. */
export function mostUnlike(files: RunFiles) {
  const read = headlineOf(files)?.read;
  const unlike = files.manifest.arms.flatMap(({ name }) => {
    const own = files.trials
      .filter((trial) => trial.valid && trial.arm === name)
      .flatMap(({ number, round, arm, ...rest }) => {
        const value = read?.({ number, round, arm, ...rest });
        return value ? [{ number, round, arm, value }] : [];
      });
    if (own.length < 3) return [];
    const middle = median(own.map(({ value }) => value));
    return own.map(({ value, ...trial }) => ({ ...trial, ratio: value / middle }));
  });
  const size = ({ ratio }: { ratio: number }) => Math.abs(Math.log(ratio));
  return unlike.toSorted((a, b) => size(b) - size(a))[0];
}
