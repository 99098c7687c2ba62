import { type Cell, cellTable } from '../../../charts/cell-table.ts';
import { dataTable, figure } from '../../../charts/figure.ts';
import type { Html } from '../../../charts/html.ts';
import { shadeOf, TONE_KEY } from '../../../charts/shade.ts';
import { toneOf } from '../../../charts/tone.ts';
import { differenceSaid, times, verdictSaid } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import { type FoundRow, intervalSaid, type MetricGroup } from '../../view.ts';
import { comparedSaid, hasRatio, leastInShort } from '../../views/least.ts';
import { finding } from './finding.ts';

interface Found {
  readonly group: MetricGroup;
  readonly found: readonly FoundRow[];
}

/** All ratios of an arm in one table: a row for each group, a column for each quantity, coloured by what they mean for the arm. */
export function ratioMatrix(files: RunFiles, arm: string, groups: readonly Found[]): Html {
  const { baseline } = files.comparison;
  const all = groups.flatMap(({ found }) => found);
  const columns = [...new Map(all.map(({ label }) => [label.en, label])).values()];
  const tones = all.map(({ record, found: { verdict } }) => ({ tone: toneOf(record.better, verdict) }));
  const interval = intervalSaid(files);
  return figure({
    title: finding(tones, arm, baseline),
    reading: {
      en: `Ratios ${arm} ÷ ${baseline}, geometric means over the rounds; the two medians of shares, and where a trial had none or next to none. A coloured cell is settled: its whole ${interval.en} lies beyond the difference that counts. The darker, the greater the difference.`,
      ko: `${arm} ÷ ${baseline} 배율, 라운드의 기하평균. 비율(%), 그리고 없거나 거의 없는 시행이 있는 지표는 두 중앙값. 색이 있는 칸은 확정된 것이다. ${interval.ko} 전체가 의미 있는 차이를 넘는다. 진할수록 차이가 크다.`,
    },
    key: TONE_KEY,
    charts: cellTable({
      columns,
      groups: [
        {
          rows: groups.map(({ group, found }) => ({
            head: group.title,
            cells: columns.map(({ en }) =>
              cell(
                files,
                found.find(({ label }) => label.en === en),
              ),
            ),
          })),
        },
      ],
    }),
    data: dataTable(
      [
        { en: 'of', ko: '대상' },
        { en: 'metric', ko: '지표' },
        { en: 'ratio and interval', ko: '배율과 구간' },
        { en: 'difference and interval', ko: '차이와 구간' },
        { en: 'verdict', ko: '판정' },
      ],
      groups.flatMap(({ group, found }) =>
        found.map(({ metric, label, record, found: one }) => [
          group.title,
          label,
          comparedSaid(files, metric, one),
          differenceSaid(one.difference, record.unit),
          verdictSaid(record.better, one.verdict),
        ]),
      ),
    ),
  });
}

/** Of shares the medians, and so where a trial has the least value: a ratio to next to nothing says nothing. */
function cell(files: RunFiles, row: FoundRow | undefined): Cell | undefined {
  if (!row) return undefined;
  const { metric, record, found } = row;
  const { baseline } = files.comparison;
  const [from, to] = [record.arms[found.against ?? baseline]?.median, record.arms[found.arm]?.median];
  const told = (median: number) => leastInShort(files, metric, median) ?? digits(median);
  const medians = record.unit === '%' || !hasRatio(files, metric, found);
  const unit = record.unit === 'requests' ? '' : ` ${record.unit}`;
  const shown =
    medians && from !== undefined && to !== undefined
      ? `${told(from)} → ${told(to)}${unit}`
      : `${times(found.ratio)}×`;
  return {
    shown: found.verdict === 'inconclusive' ? `${shown} ?` : shown,
    shade: shadeOf(toneOf(record.better, found.verdict), found.ratio),
  };
}

const digits = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
