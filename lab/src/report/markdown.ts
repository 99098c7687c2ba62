import { claimRows, mergedLatencies, metricGroups, type RunFiles } from './view.ts';
import { inWords, quantity } from './words.ts';

const MARKS = { supported: '✅ supported', refuted: '❌ refuted', inconclusive: '❔ inconclusive' };

/** `report.md`: for pull requests and chats. */
export function renderMarkdown(files: RunFiles): string {
  const { manifest, comparison } = files;
  const { scenario, environment } = manifest;
  return [
    `# ${scenario.title.en} (${comparison.profile})`,
    `${scenario.question.en}  \n${scenario.question.ko}`,
    `Baseline **${comparison.baseline}**, ${comparison.rounds} rounds, seed ${manifest.seed}, ${manifest.driver.description}. Ratios are medians of the rounds with a 95 % interval.`,
    '## Claims',
    ...claimRows(files).map(
      ({ id, verdict, because, text }) =>
        `- **${MARKS[verdict]}** \`${id}\`: ${text.en} (${text.ko})  \n  ${cell(because)}`,
    ),
    ...metricGroups(files).flatMap(({ title, rows }) => [
      `## ${title}`,
      table(
        ['metric', ...comparison.arms, 'compared', 'verdict'],
        rows.map(({ metric, record }) => [
          metric.label,
          ...comparison.arms.map((arm) =>
            record.arms[arm] ? quantity(record.arms[arm].median, record.unit) : '',
          ),
          record.comparisons.map((found) => inWords(metric.kind, found)).join('; '),
          record.comparisons.map(({ verdict }) => verdict).join('; '),
        ]),
      ),
    ]),
    '## Latency of all trials together, ms',
    table(
      ['load', 'endpoint', 'arm', 'requests', 'p50', 'p90', 'p95', 'p99', 'max'],
      mergedLatencies(files).flatMap(({ phase, endpoint, arms }) =>
        arms.flatMap(({ arm, response }) =>
          response
            ? [
                [
                  phase,
                  endpoint,
                  arm,
                  response.count,
                  ...[response.p50, response.p90, response.p95, response.p99, response.max].map(milliseconds),
                ].map(String),
              ]
            : [],
        ),
      ),
    ),
    ...(comparison.warnings.length > 0
      ? ['## Warnings', ...comparison.warnings.map((warning) => `- ${cell(warning)}`)]
      : []),
    '## Environment',
    `${environment.cpuModel}, ${environment.cpuCount} CPUs, ${environment.os}, Node ${environment.node}, commit ${environment.commit ?? 'none'}${environment.dirty ? ' with changes' : ''}. Run \`${manifest.runId}\`.`,
    `Again: \`${manifest.command}\``,
    '',
  ].join('\n\n');
}

const milliseconds = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

/** Text that cannot break out of a table's cell or a list's line. */
const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('<', '&lt;');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
