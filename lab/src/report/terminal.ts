import { toneOf } from '../charts/tone.ts';
import { RULING_WORDS, signed, VERDICT_WORDS } from '../charts/words.ts';
import { scoreOf } from '../predictions/score.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Text } from '../scenario/scenario.ts';
import { onOutput } from '../terminal/colours.ts';
import { filled, widthOf, wrapped } from '../terminal/width.ts';
import type { Language } from './language.ts';
import { claimResult, ofWhat, ratioMeasured, ratioResult, tallyInWords } from './prediction-words.ts';
import {
  claimRows,
  detailSaid,
  drivesLoad,
  intervalSaid,
  metricGroups,
  noiseSaid,
  othersOf,
  RESULT_WORDS,
  roundsSaid,
  rowsOf,
  warningsSaid,
} from './view.ts';
import { comparedSaid, medianSaid } from './views/least.ts';

const COLUMNS = 108;

const MARKS = {
  supported: ['✔', onOutput.green],
  refuted: ['✘', onOutput.red],
  mixed: ['±', onOutput.yellow],
  inconclusive: ['?', onOutput.yellow],
} as const;

const RESULTS = {
  pass: ['✔', onOutput.green],
  fail: ['✘', onOutput.red],
  unknown: ['?', onOutput.yellow],
} as const;

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

const NOTHING_COMPARED: Text = {
  en: 'No metric of two arms can be compared.',
  ko: '두 대상을 비교할 수 있는 지표가 없다.',
};

/** The summary of a run for a terminal: metrics, claims, insights, checks, warnings. */
export function renderTerminal(files: RunFiles, language: Language = 'en'): string {
  const { manifest, comparison } = files;
  const { scenario } = manifest;
  const say = (text: Text) => text[language];
  const noise = noiseSaid(files);
  const section = (title: Text, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', onOutput.bold(say(title)), ...lines];
  const marked = ([mark, colour]: readonly [string, (text: string) => string], word: Text) =>
    colour(`${mark} ${say(word)}`);
  return [
    '',
    `${onOutput.bold(say(scenario.title))} · ${factsOf(files, language)}`,
    onOutput.dim(lined(say(scenario.question), 0)),
    onOutput.dim(lined(say(howToRead(files)), 0)),
    ...metricLines(files, language),
    ...(noise === undefined ? [] : ['', onOutput.dim(lined(say(noise), 0))]),
    ...section(
      TITLES.claims,
      claimRows(files).map(
        ({ id, verdict, reason, text }) =>
          `  ${marked(MARKS[verdict], RULING_WORDS[verdict])}  ${lined(`${say(text)} (${id})`, 18)}\n      ${lined(say(reason), 6)}`,
      ),
    ),
    ...section(TITLES.predictions, predictionLines(files, language)),
    ...section(
      TITLES.insights,
      comparison.insights.map(({ text }) => `  ${onOutput.dim('·')} ${lined(say(text), 4)}`),
    ),
    ...section(
      TITLES.checks,
      comparison.checks.map(
        (check) =>
          `  ${marked(RESULTS[check.result], RESULT_WORDS[check.result])}  ${lined(say({ en: `${check.id} of ${check.arm}`, ko: `${check.arm}: ${check.id}` }), 12)}\n      ${lined(say(detailSaid(check)), 6)}`,
      ),
    ),
    ...section(
      TITLES.warnings,
      warningsSaid(comparison).map((warning) => `  ${onOutput.yellow('!')} ${lined(say(warning), 4)}`),
    ),
  ].join('\n');
}

const lined = (text: string, indent: number): string => wrapped(text, indent, COLUMNS);

function factsOf(files: RunFiles, language: Language): string {
  const { manifest, comparison } = files;
  const { profile } = comparison;
  return [
    { en: `${profile} profile`, ko: `프로파일 ${profile}` }[language],
    roundsSaid(comparison.rounds)[language],
    { en: `seed ${manifest.seed}`, ko: `시드 ${manifest.seed}` }[language],
    ...(drivesLoad(files) ? [manifest.driver.description] : []),
  ].join(' · ');
}

function howToRead(files: RunFiles): Text {
  const { en, ko } = intervalSaid(files);
  return {
    en: `Medians of the trials; mean of the rounds' differences in the same unit and geometric mean of their ratios, each with its [${en}]; verdict and ~rounds that would settle an open one`,
    ko: `시행의 중앙값, 같은 단위로 본 라운드별 차이의 평균과 배율의 기하평균(각각 [${ko}]), 판정, 결론이 나는 데 필요한 대략의 라운드 수`,
  };
}

/** A line for each metric; with several arms to compare, a block of lines for each. */
function metricLines(files: RunFiles, language: Language): string[] {
  const { baseline } = files.comparison;
  const others = othersOf(files);
  const lines = metricGroups(files).flatMap(({ title, rows }) =>
    others.flatMap((arm) =>
      rowsOf(rows, arm).map(({ metric, label, record, found }) => {
        const median = (name: string) => {
          const figures = record.arms[name];
          return figures ? medianSaid(files, metric, figures.median)[language] : '–';
        };
        const right = (text: string) => `${' '.repeat(Math.max(0, 8 - widthOf(text)))}${text}`;
        const settle = found.ci95 && found.roundsToSettle;
        return {
          block: `${title[language]}: ${found.against ?? baseline} → ${arm}`,
          label: label[language],
          values: `${right(median(found.against ?? baseline))} → ${right(median(arm))}`,
          difference: signed(found.difference, record.unit),
          words: comparedSaid(files, metric, found)[language],
          verdict: TONES[toneOf(record.better, found.verdict)](VERDICT_WORDS[found.verdict][language]),
          settle: settle ? { en: `, ~${settle} rounds`, ko: `, 라운드 약 ${settle}번` }[language] : '',
        };
      }),
    ),
  );
  if (lines.length === 0) return ['', `  ${NOTHING_COMPARED[language]}`];
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf));
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
          `  ${filled(line.label, labels)}  ${filled(line.values, values)}  ${filled(line.difference, differences)}  ${filled(line.words, words)}  ${line.verdict}${onOutput.dim(line.settle)}`,
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
    return `  ${onOutput.dim('·')} ${lined(`${what}: ${predicted[language]}${beside[language]}: ${result[language]}`, 4)}`;
  };
  return [
    ...score.claims.map((claim) =>
      line(
        `${claim.text[language]} (${claim.id})`,
        RULING_WORDS[claim.expected][language],
        claim.measured && RULING_WORDS[claim.measured][language],
        claimResult(claim),
      ),
    ),
    ...score.ratios.map((ratio) =>
      line(
        `${ratio.text[language]}, ${ofWhat(ratio)}`,
        `${ratio.expected}×`,
        ratioMeasured(ratio.measured),
        ratioResult(ratio),
      ),
    ),
    `  ${lined(tallyInWords([score])[language], 2)}`,
  ];
}
