import { alike, joined } from '../../charts/said.ts';
import { comparisonSaid, quantitySaid } from '../../charts/words.ts';
import type { Metric } from '../../compare/metrics.ts';
import { KINDS } from '../../experiments/registry.ts';
import type { Comparison } from '../../records/comparison.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { counted } from '../../terminal/counted.ts';

type Named = Pick<Metric, 'id' | 'unit'>;

/** Of a metric of the scenario's own: it says so itself. */
const ownLeastOf = ({ manifest }: Pick<RunFiles, 'manifest'>, { id }: Named): number | undefined =>
  manifest.scenario.measures.find((measure) => measure.id === id)?.least;

/** Of a metric of the kind's. */
const kindsLeastOf = ({ manifest }: Pick<RunFiles, 'manifest'>, metric: Named): number | undefined =>
  KINDS.find(manifest.scenario.experiment.kind)?.tell.least?.(metric);

const leastOf = (run: Pick<RunFiles, 'manifest'>, metric: Named): number | undefined =>
  ownLeastOf(run, metric) ?? kindsLeastOf(run, metric);

/** Whether a value, in the metric's unit, is the least that its metric has: it stands for nothing, or for what is below what it resolves. */
export const isLeast = (run: Pick<RunFiles, 'manifest'>, metric: Named, value: number): boolean =>
  leastOf(run, metric) === value;

/** Whether the least value says that nothing was seen. The least of a measure of the scenario's own is a bound, also of a share. */
const isNone = (run: Pick<RunFiles, 'manifest'>, metric: Named): boolean =>
  metric.unit === '%' && ownLeastOf(run, metric) === undefined;

/** The least value where there is little space: `0`, or a bound as `≤ 250`; undefined for a value that is not the least. */
export function leastInShort(
  run: Pick<RunFiles, 'manifest'>,
  metric: Named,
  value: number,
): string | undefined {
  if (!isLeast(run, metric, value)) return undefined;
  return isNone(run, metric) ? '0' : `≤ ${value}`;
}

/** A median with its unit, e.g. `54.4 %`, `none seen`, `at most 250 ms`. The least share is no bound of what may be, so it has no figure. */
export function medianSaid(run: Pick<RunFiles, 'manifest'>, metric: Named, median: number): Text {
  if (!isLeast(run, metric, median)) return quantitySaid(median, metric.unit);
  if (isNone(run, metric)) return { en: 'none seen', ko: '없음' };
  if (metric.unit === 'requests')
    return { en: `at most ${counted(median, 'request')}`, ko: `최대 ${median}건` };
  return alike`${{ en: 'at most', ko: '최대' }} ${median} ${metric.unit}`;
}

/** Whether the ratio of a comparison says something: no trial of its two arms has the least value. */
export function hasRatio(
  { manifest, comparison, trials }: RunFiles,
  metric: Metric,
  found: Comparison,
): boolean {
  const arms = [found.arm, found.against ?? comparison.baseline];
  return !trials.some((trial) => {
    const value = trial.valid && arms.includes(trial.arm) ? metric.read(trial) : undefined;
    return value !== undefined && isLeast({ manifest }, metric, value);
  });
}

/** A ratio with its interval, as `comparisonSaid` has it; a dash where it has nothing to say. */
export const comparedSaid = (files: RunFiles, metric: Metric, found: Comparison): Text =>
  hasRatio(files, metric, found) ? comparisonSaid(metric.kind, found) : { en: '–', ko: '–' };

/** How to read least values, for runs that may have some, as further sentences; nothing for others. */
export function leastExplained(files: RunFiles): Text {
  const { metrics } = files.comparison;
  const some = (least: typeof leastOf) => metrics.some((metric) => least(files, metric) !== undefined);
  if (!some(leastOf)) return { en: '', ko: '' };
  const noneSeen = {
    en: ' “None seen” is a median, too: a few trials may have seen some.',
    ko: ' “없음”도 중앙값이므로 일부 시행에는 있었을 수 있다.',
  };
  const noRatio = {
    en: ' There is no ratio to nothing: a dash stands for it where a trial has none, or less than the metric resolves.',
    ko: ' 없는 것과의 배율은 없으므로, 값이 없거나 지표가 구분하는 것보다 작은 시행이 있으면 줄표로 둔다.',
  };
  return some(kindsLeastOf) ? joined([noneSeen, noRatio], '') : noRatio;
}
