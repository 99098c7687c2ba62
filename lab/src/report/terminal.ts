import { onOutput } from '../terminal/colours.ts';
import { claimRows, type MetricRow, metricGroups, type RunFiles } from './view.ts';
import { inWords, quantity } from './words.ts';

const MARKS = {
  supported: onOutput.green('✔ supported'),
  refuted: onOutput.red('✘ refuted'),
  inconclusive: onOutput.yellow('? inconclusive'),
};

/** The summary of a run for a terminal: metrics, claims, checks, warnings. */
export function renderTerminal(files: RunFiles): string {
  const { manifest, comparison } = files;
  const { scenario } = manifest;
  const head = `${onOutput.bold(scenario.title.en)} · ${comparison.profile} profile · ${rounds(comparison.rounds)} · seed ${manifest.seed} · ${manifest.driver.description}`;
  return [
    '',
    head,
    onOutput.dim(scenario.question.en),
    ...metricLines(files),
    '',
    onOutput.bold('Claims'),
    ...claimRows(files).map(
      ({ id, verdict, because, text }) =>
        `  ${MARKS[verdict]}  ${text.en} ${onOutput.dim(`(${id})`)}\n      ${because}`,
    ),
    ...comparison.checks.map(
      ({ id, arm, result, detail }) => `  check ${id} of ${arm}: ${result}. ${detail}`,
    ),
    ...(comparison.warnings.length > 0 ? ['', onOutput.bold('Warnings')] : []),
    ...comparison.warnings.map((warning) => `  ${onOutput.yellow('!')} ${warning}`),
  ].join('\n');
}

const rounds = (count: number): string => `${count} ${count === 1 ? 'round' : 'rounds'}`;

function metricLines(files: RunFiles): string[] {
  const { arms, baseline } = files.comparison;
  const others = arms.filter((arm) => arm !== baseline);
  const groups = metricGroups(files);
  const labels = Math.max(0, ...groups.flatMap(({ rows }) => rows.map(({ metric }) => metric.label.length)));
  const width = (arm: string) => Math.max(10, arm.length);
  const header = [''.padEnd(labels), ...[baseline, ...others].map((arm) => arm.padStart(width(arm)))].join(
    '  ',
  );
  return groups.flatMap(({ title, rows }) => [
    '',
    onOutput.bold(title),
    onOutput.dim(`  ${header}`),
    ...rows.map(({ metric, record }) => {
      const values = [baseline, ...others].map((arm) => {
        const figures = record.arms[arm];
        return (figures ? quantity(figures.median, record.unit) : '-').padStart(width(arm));
      });
      return `  ${metric.label.padEnd(labels)}  ${values.join('  ')}  ${judgements({ metric, record }, others.length > 1)}`;
    }),
  ]);
}

function judgements({ metric, record }: MetricRow, naming: boolean): string {
  return record.comparisons
    .map((comparison) => {
      const words = inWords(metric.kind, comparison);
      const settle = comparison.roundsToSettle
        ? `, about ${comparison.roundsToSettle} rounds would settle it`
        : '';
      const name = naming ? `${comparison.arm}: ` : '';
      return `${name}${words}  ${colour(metric.better, comparison.verdict)}${onOutput.dim(settle)}`;
    })
    .join('; ');
}

function colour(better: 'lower' | 'higher', verdict: string): string {
  if (verdict === 'inconclusive') return onOutput.yellow(verdict);
  if (verdict !== 'higher' && verdict !== 'lower') return onOutput.dim(verdict);
  return verdict === better ? onOutput.green(verdict) : onOutput.red(verdict);
}
