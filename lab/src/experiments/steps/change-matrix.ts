import { type Cell, cellTable } from '../../charts/cell-table.ts';
import { dataTable, figure } from '../../charts/figure.ts';
import type { Html } from '../../charts/html.ts';
import { shadeOf, TONE_KEY } from '../../charts/shade.ts';
import { toneOf } from '../../charts/tone.ts';
import { comparisonSaid, differenceSaid, times, verdictSaid } from '../../charts/words.ts';
import type { Comparison, MetricRecord } from '../../records/comparison.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { RunOf } from '../kind.ts';
import { changeSaid } from './change-said.ts';
import type { BuildRecord } from './record.ts';
import { CHANGES, type Change, cellId } from './settings.ts';
import type { CellView } from './view.ts';

interface Compared {
  readonly arm: string;
  readonly change: Change;
  readonly growth: number;
  readonly record: MetricRecord;
  readonly found: Comparison;
}

/** What every change takes in code of every size, against the baseline: a row for each, coloured cells for each other arm. Null without any. */
export function changeMatrix(files: RunOf<BuildRecord>, views: readonly CellView[]): Html | null {
  const { baseline, arms } = files.comparison;
  const cells = cellsOf(files);
  if (cells.length === 0) return null;
  const others = arms.filter((arm) => cells.some((cell) => cell.arm === arm));
  const sizes = [...new Set(cells.map(({ growth }) => growth))].toSorted((a, b) => a - b);
  const changes = CHANGES.filter((change) => cells.some((cell) => cell.change === change));
  const secondsOf = (arm: string, change: Change, growth: number) =>
    views.find(
      (view) => view.arm === arm && view.change === change && view.growth === growth && view.cpus === 'all',
    )?.seconds;
  const cell = (arm: string, change: Change, growth: number): Cell | undefined => {
    const one = cells.find((each) => each.arm === arm && each.change === change && each.growth === growth);
    if (!one) return undefined;
    const { ratio, verdict } = one.found;
    const seconds = secondsOf(arm, change, growth);
    return {
      shown: `${times(ratio)}×${verdict === 'inconclusive' ? ' ?' : ''}`,
      below: seconds === undefined ? undefined : `${seconds.toFixed(1)} s`,
      shade: shadeOf(toneOf(one.record.better, verdict), ratio),
    };
  };
  return figure({
    title: sentence(cells, others, baseline),
    reading: {
      en: `From the edit until the changed code runs: how many times as long as in ${baseline}, and in how many seconds. Columns are sizes of the code base, in times the shop's contexts. A coloured cell is settled; the darker, the greater the difference.`,
      ko: `편집부터 바뀐 코드가 실행되기까지 ${baseline}의 몇 배인지, 그리고 몇 초인지. 열은 코드베이스의 크기(상점 컨텍스트의 배수). 색이 있는 칸은 확정된 것이며 진할수록 차이가 크다.`,
    },
    key: TONE_KEY,
    charts: cellTable({
      columns: others.flatMap(() => sizes.map((growth) => `×${growth}`)),
      above: others.map((arm) => `${arm} ÷ ${baseline}`),
      groups: [
        {
          rows: changes.map((change) => ({
            head: changeSaid(change),
            cells: others.flatMap((arm) => sizes.map((growth) => cell(arm, change, growth))),
          })),
        },
      ],
    }),
    data: dataTable(
      [
        { en: 'change', ko: '변경' },
        { en: 'code', ko: '코드' },
        { en: 'arm', ko: '대상' },
        { en: 'ratio and interval', ko: '배율과 구간' },
        { en: 'difference and interval', ko: '차이와 구간' },
        { en: 'verdict', ko: '판정' },
      ],
      cells.map(({ arm, change, growth, record, found }) => [
        changeSaid(change),
        `×${growth}`,
        arm,
        comparisonSaid('duration', found),
        differenceSaid(found.difference, record.unit),
        verdictSaid(record.better, found.verdict),
      ]),
    ),
  });
}

/** The comparisons of the times on all CPUs, in the order of changes and sizes. */
function cellsOf({ comparison, trials }: RunOf<BuildRecord>): Compared[] {
  const growths = [
    ...new Set(trials.flatMap(({ details }) => (details?.cells ?? []).map(({ growth }) => growth))),
  ].toSorted((a, b) => a - b);
  return CHANGES.flatMap((change) =>
    growths.flatMap((growth) => {
      const id = `${cellId({ change, growth, cpus: 'all' })}.running`;
      const record = comparison.metrics.find((metric) => metric.id === id);
      return record
        ? record.comparisons.map((found) => ({ arm: found.arm, change, growth, record, found }))
        : [];
    }),
  );
}

/** For how many of its cells each arm is sooner, and for how many later. */
function sentence(cells: readonly Compared[], arms: readonly string[], baseline: string): Text {
  const each = arms.map((arm): Text => {
    const own = cells.filter((cell) => cell.arm === arm);
    const count = (verdict: string) => own.filter(({ found }) => found.verdict === verdict).length;
    const [sooner, later] = [count('lower'), count('higher')];
    return {
      en: `${arm} is sooner for ${sooner} and later for ${later} of ${own.length}`,
      ko: `${arm} ${own.length}개 중 ${sooner}개 빠름, ${later}개 느림`,
    };
  });
  return {
    en: `Changes in code of each size, compared with ${baseline}: ${each.map(({ en }) => en).join('; ')}`,
    ko: `${baseline} 대비 코드 크기별 변경: ${each.map(({ ko }) => ko).join('; ')}`,
  };
}
