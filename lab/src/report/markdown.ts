import { differenceInWords, inWords, quantity } from '../charts/words.ts';
import { scoreOf } from '../predictions/score.ts';
import type { Comparison } from '../records/comparison.ts';
import type { RunFiles } from '../records/run-files.ts';
import { WHY_DASHES } from '../stats/latency.ts';
import { code, inline, table } from './markdown-text.ts';
import {
  claimResult,
  ofWhat,
  predictedBy,
  ratioMeasured,
  ratioResult,
  SCORING,
  tallyInWords,
} from './prediction-words.ts';
import {
  claimRows,
  drivesLoad,
  intervalOf,
  judgedInWords,
  metricGroups,
  noiseInWords,
  thresholds,
} from './view.ts';
import { headlines } from './views/headline.ts';
import { mergedLatencies } from './views/latencies.ts';

const MARKS = {
  supported: '✅ supported',
  refuted: '❌ refuted',
  mixed: '➗ mixed',
  inconclusive: '❔ inconclusive',
};
const RESULTS = { pass: '✅ pass', fail: '❌ fail', unknown: '❔ unknown' };

/** `report.md`: for pull requests and chats. */
export function renderMarkdown(files: RunFiles): string {
  const { manifest, comparison } = files;
  const { scenario, environment } = manifest;
  return [
    `# ${inline(scenario.title.en)} (${comparison.profile})`,
    `${inline(scenario.question.en)}  \n${inline(scenario.question.ko)}`,
    table(
      ['verdict', 'claim', 'because'],
      claimRows(files).map(({ id, verdict, because, text }) => [
        MARKS[verdict],
        `${inline(text.en)} (${inline(text.ko)}) ${code(id)}`,
        inline(because),
      ]),
    ),
    ...predicted(files),
    ...list(
      '## The rules, written before the run',
      claimRows(files).map(({ id, rule }) => `${code(id)}: ${inline(rule.en)}`),
    ),
    ...list(
      '## What would turn the verdicts',
      claimRows(files).flatMap(({ id, turn }) =>
        turn ? `${code(id)}: ${inline(turn.en)}  \n  ${inline(turn.ko)}` : [],
      ),
    ),
    ...list(
      '',
      headlines(files).map(({ en }) => inline(en)),
    ),
    ...list(
      '## What else the numbers say',
      comparison.insights.map(({ text }) => `${inline(text.en)}  \n  ${inline(text.ko)}`),
    ),
    ...list('## Warnings', comparison.warnings.map(inline)),
    ...(comparison.checks.length === 0
      ? []
      : [
          '## Consistency checks',
          table(
            ['result', 'check', 'arm', 'detail'],
            comparison.checks.map(({ id, arm, result, detail }) => [
              RESULTS[result],
              inline(id),
              inline(arm),
              inline(detail),
            ]),
          ),
        ]),
    `Baseline **${inline(comparison.baseline)}**, ${comparison.rounds} ${comparison.rounds === 1 ? 'round' : 'rounds'}, seed ${manifest.seed}${drivesLoad(files) ? `, ${inline(manifest.driver.description)}` : ''}. ${judgedInWords(files)} Each ratio is the geometric mean of the rounds' ratios, each difference the mean of their differences, with its ${intervalOf(files)} in brackets (Student's t). They can differ from the ratio and the difference of the two medians. A p99 is that of all rounds together, with the interval of the jackknife over rounds. *Higher* and *lower*: the whole interval lies beyond the least difference that counts (${inline(thresholds(files))}); *small*: it excludes 1, and lies within; *equivalent*: the interval includes 1, and lies within; *inconclusive*: all other cases.`,
    ...[noiseInWords(files)].flatMap((noise) => (noise === undefined ? [] : [inline(noise)])),
    ...metricGroups(files).flatMap(({ title, rows }) => [
      `## ${inline(title.en)}`,
      table(
        ['metric', ...comparison.arms.map(inline), 'compared', 'difference', 'verdict'],
        rows.map(({ metric, record }) => {
          const named = ({ arm, against }: Comparison) => {
            if (against !== undefined) return `${inline(arm)} ÷ ${inline(against)}: `;
            return record.comparisons.length > 1 ? `${inline(arm)}: ` : '';
          };
          return [
            inline(metric.label),
            ...comparison.arms.map((arm) =>
              record.arms[arm] ? quantity(record.arms[arm].median, record.unit) : '–',
            ),
            record.comparisons.map((found) => `${named(found)}${inWords(metric.kind, found)}`).join('<br>'),
            record.comparisons
              .map((found) => `${named(found)}${differenceInWords(found.difference, record.unit)}`)
              .join('<br>'),
            record.comparisons.map(({ verdict }) => verdict).join('<br>'),
          ];
        }),
      ),
    ]),
    ...(manifest.scenario.phases.length === 0
      ? []
      : [
          '## Latency of all rounds together, ms',
          `Merged histograms of all valid trials; no interval. ${WHY_DASHES}`,
          table(
            ['load', 'endpoint', 'arm', 'requests', 'p50', 'p90', 'p95', 'p99', 'max'],
            mergedLatencies(files).flatMap(({ phase, endpoint, arms }) =>
              arms.flatMap(({ arm, response }) =>
                response
                  ? [
                      [
                        ...[phase, endpoint, arm].map(inline),
                        String(response.count),
                        ...[response.p50, response.p90, response.p95, response.p99, response.max].map(
                          milliseconds,
                        ),
                      ],
                    ]
                  : [],
              ),
            ),
          ),
        ]),
    '## Environment, and how to repeat this run',
    `${inline(environment.cpuModel)}, ${environment.cpuCount} CPUs, ${inline(environment.os)}, Node ${inline(environment.node)}, commit ${inline(environment.commit ?? 'none')}${environment.dirty ? ' with changes' : ''}. Run ${code(manifest.runId)}.`,
    `Again: ${code(manifest.command)}`,
    '',
  ].join('\n\n');
}

/** What was predicted beside what was measured; nothing where nobody predicted anything. */
function predicted(files: RunFiles): string[] {
  const score = scoreOf(files);
  if (!score) return [];
  const claims = score.claims.map((claim) => [
    `${inline(claim.text.en)} ${code(claim.id)}`,
    claim.expected,
    claim.measured ?? '–',
    claimResult(claim).en,
  ]);
  const ratios = score.ratios.map((ratio) => [
    `${inline(ratio.text.en)} ${code(ofWhat(ratio))}`,
    `${ratio.expected}×`,
    inline(ratioMeasured(ratio.measured) ?? '–'),
    ratioResult(ratio).en,
  ]);
  return [
    '## Predicted and measured',
    `${tallyInWords([score]).en} ${inline(predictedBy(score).en)}`,
    table(['', 'predicted', 'measured', 'result'], [...claims, ...ratios]),
    SCORING.en,
  ];
}

const milliseconds = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

const list = (heading: string, items: readonly string[]): string[] =>
  items.length === 0
    ? []
    : [...(heading === '' ? [] : [heading]), items.map((item) => `- ${item}`).join('\n')];
