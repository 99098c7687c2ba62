import { dataTable, figure, fullWidth, type KeyEntry } from '../../../charts/figure.ts';
import { type ForestRow, forestPlot } from '../../../charts/forest.ts';
import type { Html } from '../../../charts/html.ts';
import { alike, joined } from '../../../charts/said.ts';
import { TONE_KEY } from '../../../charts/shade.ts';
import { toneOf } from '../../../charts/tone.ts';
import { differenceSaid, times, verdictSaid } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import type { Text } from '../../../scenario/scenario.ts';
import {
  BEFORE_LOAD,
  type FoundRow,
  intervalSaid,
  type MetricGroup,
  metricGroups,
  rowsOf,
} from '../../view.ts';
import { comparedSaid, hasRatio } from '../../views/least.ts';
import { finding } from './finding.ts';
import { ratioMatrix } from './ratio-matrix.ts';

/**
 * With more groups besides the loads than this a plot of each would be a wall: their ratios are cells of one matrix. So they are where a plot
 * would have no ratio to show.
 */
const MOST_PLOTS = 2;

/** Every ratio of an arm with its interval: a plot for each phase and each other group, or one matrix. */
export function forestsOf(files: RunFiles, arm: string): Html[] {
  const groups = metricGroups(files)
    .map((group) => ({ group, found: rowsOf(group.rows, arm) }))
    .filter(({ found }) => found.length > 0);
  const some = groups.every(({ found }) => found.some((row) => hasRatio(files, row.metric, row.found)));
  if (!some || groups.filter(({ group }) => group.phase === undefined).length > MOST_PLOTS)
    return [ratioMatrix(files, arm, groups)];
  return groups.map(({ group, found }) => forest(files, arm, group, found));
}

/** When, or at what, a group of metrics was measured, as the end of a sentence. */
function moment({ phase, title }: MetricGroup): string {
  if (phase !== undefined) return `at ${phase} load`;
  return title.en === BEFORE_LOAD ? 'before any load' : `(${title.en.toLowerCase()})`;
}

function forest(files: RunFiles, arm: string, group: MetricGroup, found: readonly FoundRow[]): Html {
  const { noiseFloor, baseline } = files.comparison;
  const plotted = found.filter((row) => hasRatio(files, row.metric, row.found));
  const rows = plotted.map(
    ({ metric, label, record, found: { ratio, ci95, delta, verdict, against } }): ForestRow => ({
      label: against === undefined ? label : alike`${label}, ÷ ${against}`,
      ratio,
      interval: ci95,
      delta,
      floor: noiseFloor[metric.id],
      verdict: verdictSaid(record.better, verdict),
      tone: toneOf(record.better, verdict),
    }),
  );
  // One arm may be compared with another one than the baseline; the plot then says which, row by row.
  const divisors = [...new Set(found.map((row) => row.found.against ?? baseline))];
  const against = divisors.length === 1 ? (divisors[0] ?? baseline) : baseline;
  const tones = found.map((row) => ({ tone: toneOf(row.record.better, row.found.verdict) }));
  const said = finding(tones, arm, against);
  const title: Text = {
    en: `${said.en} ${moment(group)}`,
    ko: `${group.title.ko}: ${said.ko}`,
  };
  const interval = intervalSaid(files);
  return figure({
    title,
    reading: {
      en: `${group.title.en}. Each dot is the geometric mean over the rounds of ${arm} ÷ ${against}, each bar its ${interval.en}. Right of 1×: ${arm} used more.`,
      ko: `${group.title.ko}. 점은 라운드별 ${arm} ÷ ${against}의 기하평균, 막대는 ${interval.ko}. 1×의 오른쪽이면 ${arm} 쪽이 더 많이 쓴 것이다.`,
    },
    key: forestKey(rows.some(({ floor }) => floor !== undefined)),
    charts: fullWidth(
      alike`${title}. ${joined(
        rows.map(({ label, ratio, verdict }) => alike`${label}: ${times(ratio)}×, ${verdict}`),
        '; ',
      )}.`,
      (width) => forestPlot(rows, width),
    ),
    data: dataTable(
      [
        { en: 'metric', ko: '지표' },
        { en: 'ratio and interval', ko: '배율과 구간' },
        { en: 'difference and interval', ko: '차이와 구간' },
        'Δ',
        { en: 'noise floor', ko: '잡음 수준' },
        { en: 'verdict', ko: '판정' },
      ],
      found.map(({ metric, label, record, found: one }) => {
        const floor = noiseFloor[metric.id];
        return [
          label,
          comparedSaid(files, metric, one),
          differenceSaid(one.difference, record.unit),
          percent(one.delta),
          floor === undefined ? '–' : percent(floor),
          verdictSaid(record.better, one.verdict),
        ];
      }),
    ),
  });
}

const forestKey = (noise: boolean): KeyEntry[] => [
  ...TONE_KEY,
  { name: { en: 'too small to count (±Δ)', ko: '너무 작아 세지 않는 차이(±Δ)' }, colour: 'var(--band)' },
  ...(noise
    ? [
        {
          name: { en: 'noise floor: an arm against itself', ko: '잡음 수준: 자기 자신과의 비교' },
          colour: 'var(--noise)',
          mark: 'bracket' as const,
        },
      ]
    : []),
];

const percent = (share: number): string => `±${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
