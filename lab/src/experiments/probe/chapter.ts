import { type ArmLook, armLooks } from '../../charts/arm-looks.ts';
import { dataTable, figure, fullWidth } from '../../charts/figure.ts';
import { functionLines } from '../../charts/function-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import { alike, joined, type Said } from '../../charts/said.ts';
import type { RunOf } from '../kind.ts';
import type { ProbeDetails } from './record.ts';
import { type ChartView, chartViews, reaching, type ViewLine } from './view.ts';

const SHARE: Said = { en: 'share of all, %', ko: '전체 중 비율, %' };
/** At these shares a distribution is told in the table. */
const TOLD = [50, 90, 99] as const;

/** A line's look: an arm's first line is solid and its others are dashed. */
interface LookedAt {
  readonly line: ViewLine;
  readonly name: Said;
  readonly look: ArmLook;
}

/** The charts that the scenario has of what its client saw. */
export function probeFigures(run: RunOf<ProbeDetails>): Html | null {
  const views = chartViews(run);
  if (views.length === 0) return null;
  const looks = armLooks(run);
  return html`<h3>${{ en: 'What the client saw', ko: '클라이언트가 본 것' }}</h3>${views.map((view) =>
    view.chart.kind === 'distribution' ? distribution(view, looks) : curve(view, looks),
  )}`;
}

function distribution({ chart, lines }: ChartView, looks: readonly ArmLook[]): Html {
  const shown = lookedAt(lines, looks);
  const at = (line: ViewLine, percent: number) => reaching(line, percent);
  return figure({
    title: chart.title,
    reading: chart.caption,
    key: shown.map(({ name, look }) => ({ ...look, name })),
    charts: fullWidth(
      alike`${chart.title}. ${joined(
        shown.map(({ line, name }) => alike`${name}: 50 % ${told(at(line, 50))}, 99 % ${told(at(line, 99))}`),
        '; ',
      )}.`,
      (width) =>
        functionLines(
          shown.map(({ line, look }) => ({ look, points: line.points })),
          { x: chart.x, y: SHARE, log: chart.log ?? false, steps: true, mostY: 100 },
          width,
        ),
    ),
    data: dataTable(
      [
        { en: 'arm', ko: '대상' },
        { en: 'values', ko: '값의 수' },
        ...TOLD.map((percent): Said => alike`${percent} %`),
        { en: 'not over', ko: '끝나지 않음' },
      ],
      shown.map(({ line, name }) => [
        name,
        line.count,
        ...TOLD.map((percent) => told(at(line, percent))),
        line.open,
      ]),
    ),
  });
}

function curve({ chart, lines }: ChartView, looks: readonly ArmLook[]): Html {
  const shown = lookedAt(lines, looks);
  const y = chart.y ?? '';
  return figure({
    title: chart.title,
    reading: chart.caption,
    key: shown.map(({ name, look }) => ({ ...look, name })),
    charts: fullWidth(
      alike`${chart.title}. ${joined(
        shown.map(({ line, name }) => alike`${name}: ${ends(line)}`),
        '; ',
      )}.`,
      (width) =>
        functionLines(
          shown.map(({ line, look }) => ({ look, points: line.points })),
          { x: chart.x, y, log: chart.log ?? false, steps: false },
          width,
        ),
    ),
    data: dataTable(
      [{ en: 'arm', ko: '대상' }, chart.x, y],
      shown.flatMap(({ line, name }) => line.points.map(([at, value]) => [name, plain(at), plain(value)])),
    ),
  });
}

function lookedAt(lines: readonly ViewLine[], looks: readonly ArmLook[]): LookedAt[] {
  return lines.flatMap((line) => {
    const own = looks.find(({ name }) => name === line.arm);
    if (!own) return [];
    const look: ArmLook = line.nth === 0 ? own : { ...own, mark: 'dashed', dash: 'dashed' };
    return [{ line, look, name: line.title ? alike`${line.arm}: ${line.title}` : line.arm }];
  });
}

const plain = (value: number): string => String(Number(value.toPrecision(3)));
const told = (value: number | undefined): string => (value === undefined ? '–' : plain(value));

/** The first point and the last, e.g. `0.2 (0) → 1 (10)`. */
function ends({ points }: ViewLine): string {
  const [first, last] = [points[0], points.at(-1)];
  return [first, last].map((point) => (point ? `${plain(point[1])} (${plain(point[0])})` : '–')).join(' → ');
}
