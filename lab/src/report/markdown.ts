import { joined, type Said, textOf } from '../charts/said.ts';
import { differenceSaid, RULING_WORDS, VERDICT_WORDS } from '../charts/words.ts';
import { scoreOf } from '../predictions/score.ts';
import type { Comparison } from '../records/comparison.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Text } from '../scenario/scenario.ts';
import type { Language } from './language.ts';
import { code, inline, type SayMarkdown, table } from './markdown-text.ts';
import { environmentLines, howMeasured, latencyTable, METRIC_HEAD } from './markdown-words.ts';
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
  decidedAgainSaid,
  detailSaid,
  metricGroups,
  noiseSaid,
  RESULT_WORDS,
  warningsSaid,
} from './view.ts';
import { headlines } from './views/headline.ts';
import { comparedSaid, medianSaid } from './views/least.ts';

const MARKS = { supported: '✅', refuted: '❌', mixed: '➗', inconclusive: '❔' };
const RESULTS = { pass: '✅', fail: '❌', unknown: '❔' };

/** `report.md`: for pull requests and chats, in one language. The textbook is Korean, and its sentences are quoted. */
export function renderMarkdown(files: RunFiles, language: Language = 'en'): string {
  const say = (said: Said) => inline(textOf(said)[language]);
  return [
    ...answer(files, say),
    ...predicted(files, say),
    ...rules(files, say),
    ...list(undefined, headlines(files).map(say), say),
    ...list(
      { en: 'What else the numbers say', ko: '수치가 더 말해 주는 것' },
      files.comparison.insights.map(({ text }) => say(text)),
      say,
    ),
    ...list({ en: 'Warnings', ko: '주의' }, warningsSaid(files.comparison).map(say), say),
    ...checks(files, say),
    // Its words in italics are markup.
    howMeasured(files)[language],
    ...[noiseSaid(files)].flatMap((noise) => (noise ? [say(noise)] : [])),
    ...metrics(files, say, language),
    ...latencyTable(files, say),
    ...environmentLines(files, say),
    '',
  ].join('\n\n');
}

function answer(files: RunFiles, say: SayMarkdown): string[] {
  const { scenario } = files.manifest;
  const head = [
    { en: 'verdict', ko: '판정' },
    { en: 'claim', ko: '주장' },
    { en: 'because', ko: '근거' },
  ];
  const claim = ({ en, ko }: Text): Text => ({ en: `${en} (${ko})`, ko });
  return [
    `# ${say(scenario.title)} (${files.comparison.profile})`,
    say(scenario.question),
    table(
      head.map(say),
      claimRows(files).map(({ id, verdict, reason, text }) => [
        `${MARKS[verdict]} ${say(RULING_WORDS[verdict])}`,
        `${say(claim(text))} ${code(id)}`,
        say(reason),
      ]),
    ),
  ];
}

const rules = (files: RunFiles, say: SayMarkdown): string[] => [
  ...list(
    { en: 'The rules, written before the run', ko: '실행 전에 정한 규칙' },
    claimRows(files).map(({ id, rule }) => `${code(id)}: ${say(rule)}`),
    say,
  ),
  ...[decidedAgainSaid(files)].flatMap((again) => (again ? [say(again)] : [])),
  ...list(
    { en: 'What would turn the verdicts', ko: '판정을 바꾸는 조건' },
    claimRows(files).flatMap(({ id, turn }) => (turn ? `${code(id)}: ${say(turn)}` : [])),
    say,
  ),
];

function checks({ comparison }: RunFiles, say: SayMarkdown): string[] {
  if (comparison.checks.length === 0) return [];
  const head = [
    { en: 'result', ko: '결과' },
    { en: 'check', ko: '검사' },
    { en: 'arm', ko: '대상' },
    { en: 'detail', ko: '설명' },
  ];
  return [
    `## ${say({ en: 'Consistency checks', ko: '정합성 검사' })}`,
    table(
      head.map(say),
      comparison.checks.map((check) => [
        `${RESULTS[check.result]} ${say(RESULT_WORDS[check.result])}`,
        say(check.id),
        say(check.arm),
        say(detailSaid(check)),
      ]),
    ),
  ];
}

/** A table for each group of metrics. */
function metrics(files: RunFiles, say: SayMarkdown, language: Language): string[] {
  const { comparison } = files;
  return metricGroups(files).flatMap(({ title, rows }) => [
    `## ${say(title)}`,
    table(
      [METRIC_HEAD.metric, ...comparison.arms, ...METRIC_HEAD.rest].map(say),
      rows.map(({ metric, label, record }) => {
        // Figures have brackets that are no markup.
        const each = (told: (found: Comparison) => Text) =>
          record.comparisons
            .map((found) => `${inline(nameOf(found, record.comparisons))}${told(found)[language]}`)
            .join('<br>');
        return [
          say(label),
          ...comparison.arms.map((arm) => {
            const figures = record.arms[arm];
            return figures ? say(medianSaid(files, metric, figures.median)) : '–';
          }),
          each((found) => comparedSaid(files, metric, found)),
          each((found) => differenceSaid(found.difference, record.unit)),
          record.comparisons.map(({ verdict }) => say(VERDICT_WORDS[verdict])).join('<br>'),
        ];
      }),
    ),
  ]);
}

/** Which arm a comparison is of, where that is not clear. */
function nameOf({ arm, against }: Comparison, all: readonly Comparison[]): string {
  if (against !== undefined) return `${arm} ÷ ${against}: `;
  return all.length > 1 ? `${arm}: ` : '';
}

/** What was predicted beside what was measured; nothing where nobody predicted anything. */
function predicted(files: RunFiles, say: SayMarkdown): string[] {
  const score = scoreOf(files);
  if (!score) return [];
  const claims = score.claims.map((claim) => [
    `${say(claim.text)} ${code(claim.id)}`,
    claim.expected,
    claim.measured ?? '–',
    say(claimResult(claim)),
  ]);
  const ratios = score.ratios.map((ratio) => [
    `${say(ratio.text)} ${code(ofWhat(ratio))}`,
    `${ratio.expected}×`,
    say(ratioMeasured(ratio.measured) ?? '–'),
    say(ratioResult(ratio)),
  ]);
  const head = [
    '',
    { en: 'predicted', ko: '예측' },
    { en: 'measured', ko: '측정' },
    { en: 'result', ko: '결과' },
  ];
  return [
    `## ${say({ en: 'Predicted and measured', ko: '예측과 측정' })}`,
    say(joined([tallyInWords([score]), predictedBy(score)], ' ')),
    table(head.map(say), [...claims, ...ratios]),
    say(SCORING),
  ];
}

/** @param items are Markdown already */
const list = (heading: Text | undefined, items: readonly string[], say: SayMarkdown): string[] =>
  items.length === 0
    ? []
    : [...(heading ? [`## ${say(heading)}`] : []), items.map((item) => `- ${item}`).join('\n')];
