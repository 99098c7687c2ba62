import { toneOf } from '../charts/tone.ts';
import { inWords, quantity, signed } from '../charts/words.ts';
import { scoreOf } from '../predictions/score.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Text } from '../scenario/scenario.ts';
import { onOutput } from '../terminal/colours.ts';
import type { Language } from './language.ts';
import { claimResult, ofWhat, ratioMeasured, ratioResult, tallyInWords } from './prediction-words.ts';
import { claimRows, drivesLoad, intervalOf, metricGroups, noiseInWords, othersOf, rowsOf } from './view.ts';

const WIDTH = 108;

const MARKS = {
  supported: onOutput.green('✔ supported'),
  refuted: onOutput.red('✘ refuted'),
  mixed: onOutput.yellow('± mixed'),
  inconclusive: onOutput.yellow('? inconclusive'),
};

const RESULTS = {
  pass: onOutput.green('✔ pass'),
  fail: onOutput.red('✘ fail'),
  unknown: onOutput.yellow('? unknown'),
};

const TONES = {
  good: onOutput.green,
  bad: onOutput.red,
  same: onOutput.dim,
  open: onOutput.yellow,
};

const TITLES = {
  claims: { en: 'Claims', ko: '주장' },
  predictions: { en: 'Predicted and measured', ko: '예측과 측정' },
  insights: { en: 'What else the numbers say', ko: '수치가 더 말해 주는 것' },
  checks: { en: 'Checks', ko: '검사' },
  warnings: { en: 'Warnings', ko: '주의' },
} as const;

/**
 * The summary of a run for a terminal: metrics, claims, insights, checks, warnings.
 *
 * @param language of what texts there are in both; words in the lines of metrics are English, which keeps their columns
 */
export function renderTerminal(files: RunFiles, language: Language = 'en'): string {
  const { manifest, comparison } = files;
  const { scenario } = manifest;
  const rounds = `${comparison.rounds} ${comparison.rounds === 1 ? 'round' : 'rounds'}`;
  const driver = drivesLoad(files) ? ` · ${manifest.driver.description}` : '';
  const facts = `${comparison.profile} profile · ${rounds} · seed ${manifest.seed}${driver}`;
  const noise = noiseInWords(files);
  const section = (title: Text, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', onOutput.bold(title[language]), ...lines];
  return [
    '',
    `${onOutput.bold(scenario.title[language])} · ${facts}`,
    onOutput.dim(wrapped(scenario.question[language], 0)),
    onOutput.dim(
      wrapped(
        `Medians of the trials; mean of the rounds' differences in the same unit and geometric mean of their ratios, each with its [${intervalOf(files)}]; verdict and ~rounds that would settle an open one`,
        0,
      ),
    ),
    ...metricLines(files),
    ...(noise === undefined ? [] : ['', onOutput.dim(wrapped(noise, 0))]),
    ...section(
      TITLES.claims,
      claimRows(files).map(
        ({ id, verdict, reason, text }) =>
          `  ${MARKS[verdict]}  ${wrapped(`${text[language]} (${id})`, 18)}\n      ${wrapped(reason[language], 6)}`,
      ),
    ),
    ...section(TITLES.predictions, predictionLines(files, language)),
    ...section(
      TITLES.insights,
      comparison.insights.map(({ text }) => `  ${onOutput.dim('·')} ${wrapped(text[language], 4)}`),
    ),
    ...section(
      TITLES.checks,
      comparison.checks.map(
        ({ id, arm, result, detail }) =>
          `  ${RESULTS[result]}  ${wrapped(`${id} of ${arm}`, 12)}\n      ${wrapped(detail, 6)}`,
      ),
    ),
    ...section(
      TITLES.warnings,
      comparison.warnings.map((warning) => `  ${onOutput.yellow('!')} ${wrapped(warning, 4)}`),
    ),
  ].join('\n');
}

/** A line for each metric; with several arms to compare, a block of lines for each. */
function metricLines(files: RunFiles): string[] {
  const { baseline } = files.comparison;
  const others = othersOf(files);
  const lines = metricGroups(files).flatMap(({ title, rows }) =>
    others.flatMap((arm) =>
      rowsOf(rows, arm).map(({ metric, record, found }) => {
        const median = (name: string) => {
          const figures = record.arms[name];
          return figures ? quantity(figures.median, record.unit) : '–';
        };
        return {
          block: `${title.en}: ${found.against ?? baseline} → ${arm}`,
          label: metric.label,
          values: `${median(found.against ?? baseline).padStart(8)} → ${median(arm).padStart(8)}`,
          difference: signed(found.difference, record.unit),
          words: inWords(metric.kind, found),
          verdict: TONES[toneOf(record.better, found.verdict)](found.verdict),
          settle: found.ci95 && found.roundsToSettle ? `, ~${found.roundsToSettle} rounds` : '',
        };
      }),
    ),
  );
  if (lines.length === 0) return ['', '  No metric of two arms can be compared.'];
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const labels = widest(lines.map(({ label }) => label));
  const values = widest(lines.map((line) => line.values));
  const differences = widest(lines.map(({ difference }) => difference));
  const words = widest(lines.map((line) => line.words));
  const blocks = [...new Set(lines.map(({ block }) => block))];
  return blocks.flatMap((block) => {
    const own = lines.filter((line) => line.block === block);
    return [
      '',
      onOutput.bold(block),
      ...own.map(
        (line) =>
          `  ${line.label.padEnd(labels)}  ${line.values.padEnd(values)}  ${line.difference.padEnd(differences)}  ${line.words.padEnd(words)}  ${line.verdict}${onOutput.dim(line.settle)}`,
      ),
    ];
  });
}

/** A line for each prediction, and what they come to; none where nobody predicted anything. */
function predictionLines(files: RunFiles, language: Language): string[] {
  const score = scoreOf(files);
  if (!score) return [];
  const line = (what: string, expected: string, measured: string | undefined, result: Text) => {
    const predicted = { en: `predicted ${expected}`, ko: `예측 ${expected}` };
    const beside =
      measured === undefined
        ? { en: '', ko: '' }
        : { en: `, measured ${measured}`, ko: `, 측정 ${measured}` };
    return `  ${onOutput.dim('·')} ${wrapped(`${what}: ${predicted[language]}${beside[language]}: ${result[language]}`, 4)}`;
  };
  return [
    ...score.claims.map((claim) =>
      line(`${claim.text[language]} (${claim.id})`, claim.expected, claim.measured, claimResult(claim)),
    ),
    ...score.ratios.map((ratio) =>
      line(
        `${ratio.text[language]}, ${ofWhat(ratio)}`,
        `${ratio.expected}×`,
        ratioMeasured(ratio.measured),
        ratioResult(ratio),
      ),
    ),
    `  ${wrapped(tallyInWords([score])[language], 2)}`,
  ];
}

/** Breaks a text between words; lines after the first are indented. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && indent + line.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
