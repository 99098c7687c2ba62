import { armLooks } from '../../../charts/arm-looks.ts';
import { percentileCurves } from '../../../charts/curves.ts';
import { type DotRow, dotPlot } from '../../../charts/dot-plot.ts';
import { dataTable, figure, type Panel, panels } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { alike, joined, listed, type Said } from '../../../charts/said.ts';
import { type Say, sayerOf } from '../../../charts/vocabulary.ts';
import { quantity, times } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import type { Latency } from '../../../records/trial.ts';
import type { Text } from '../../../scenario/scenario.ts';
import { metricGroups, rowsOf } from '../../view.ts';
import { type MergedRow, mergedLatencies, percentilesOf } from '../../views/latencies.ts';
import { rolesOf } from '../../views/roles.ts';

const LISTED = [50, 90, 95, 99, 99.9];

/** Rows in which there is an answer at all. */
const answered = (files: RunFiles): MergedRow[] =>
  mergedLatencies(files).filter(({ arms }) => arms.some(({ response }) => response));

/** What each kind of request takes: half of them, and all but one in twenty. */
export function dotFigure(files: RunFiles): Html | null {
  const rows = answered(files).filter(({ arms }) =>
    arms.some(({ response }) => typeof response?.p50 === 'number'),
  );
  if (rows.length === 0) return null;
  const looks = armLooks(files);
  const say = sayerOf(files.manifest);
  const phases = files.manifest.scenario.phases.map(({ name }) => name);
  const lanes = (row: MergedRow): DotRow => ({
    label: say(row.endpoint),
    arms: row.arms.flatMap(({ arm, response }) => {
      const look = looks.find(({ name }) => name === arm);
      return look ? [{ look, low: response?.p50 ?? null, high: response?.p95 ?? null }] : [];
    }),
  });
  return figure({
    title: widestGap(files, say),
    reading: {
      en: 'Milliseconds (logarithmic) from the moment a request should have started, all valid trials together. A full dot: half of the requests took no longer (p50). A hollow one: 95 % took no longer (p95), where there are requests enough.',
      ko: '요청이 시작되었어야 할 때부터의 시간(ms, 로그 축), 유효한 시행 전체. 채운 점은 절반의 요청이 이보다 오래 걸리지 않았음(p50), 빈 점은 95 %가 이보다 오래 걸리지 않았음(p95, 요청이 충분할 때만).',
    },
    key: looks,
    charts: panels(
      phases.flatMap((phase): Panel[] => {
        const own = rows.filter((row) => row.phase === phase);
        if (own.length === 0) return [];
        const caption = { en: `${phase} load`, ko: `${say(phase).ko} 부하` };
        return [
          {
            caption,
            alternative: alike`${caption}. ${joined(
              own.map(
                ({ endpoint, arms }) =>
                  alike`${say(endpoint)}: ${joined(arms.map(({ arm, response }) => alike`${arm} ${told(response)}`))}`,
              ),
              '; ',
            )}.`,
            draw: (width) => dotPlot(own.map(lanes), width),
          },
        ];
      }),
    ),
    data: percentileData(rows, say),
  });
}

/** The whole distribution of all requests together, at each load. */
export function curveFigure(files: RunFiles): Html {
  const rows = answered(files).filter(({ id }) => id === 'all');
  const looks = armLooks(files);
  const say = sayerOf(files.manifest);
  const panel = ({ phase, arms }: MergedRow): Panel[] => {
    const lines = arms.flatMap(({ arm, response }) => {
      const look = looks.find(({ name }) => name === arm);
      const points = percentilesOf(response);
      return look && points.length > 1 ? [{ ...look, points }] : [];
    });
    if (lines.length === 0) return [];
    const caption = { en: `All requests, ${phase} load`, ko: `모든 요청, ${say(phase).ko} 부하` };
    return [
      {
        caption,
        alternative: alike`${caption}. ${joined(
          arms.map(({ arm, response }) => alike`${arm}: ${told(response)}`),
          '; ',
        )}.`,
        draw: (width) => percentileCurves(lines, width),
      },
    ];
  };
  const all = rows.flatMap(panel);
  if (all.length === 0) return html``;
  return figure({
    title: halves(files, rows[0]),
    reading: {
      en: 'Response time in milliseconds (logarithmic) that so many percent of the requests stay within, all valid trials together. A line ends where too few requests lie beyond it.',
      ko: '요청의 몇 %가 몇 ms(로그 축) 안에 끝났는지, 유효한 시행 전체. 그 너머의 요청이 너무 적으면 선이 끝난다.',
    },
    key: looks,
    charts: panels(all),
    data: percentileData(rows, say),
  });
}

function percentileData(rows: readonly MergedRow[], say: Say): Html {
  const head: Said[] = [
    { en: 'load', ko: '부하' },
    { en: 'endpoint', ko: '요청' },
    { en: 'arm', ko: '대상' },
    { en: 'requests', ko: '요청 수' },
  ];
  return dataTable(
    [...head, ...LISTED.map((percentile) => `p${percentile}, ms`)],
    rows.flatMap(({ phase, endpoint, arms }) =>
      arms.map(({ arm, response }) => {
        const known = percentilesOf(response, LISTED);
        const at = (percentile: number) => known.find((point) => point.percentile === percentile)?.ms;
        const cells = LISTED.map((percentile) => at(percentile)?.toFixed(2) ?? '–');
        return [say(phase), say(endpoint), arm, response?.count ?? 0, ...cells];
      }),
    ),
  );
}

function told(response: Latency | null): Text {
  if (!response) return { en: 'no answers', ko: '응답 없음' };
  const { p50, p95 } = response;
  if (p50 === null) return { en: 'too few answers', ko: '응답이 너무 적음' };
  const half = quantity(p50, 'ms');
  const most = p95 === null ? undefined : quantity(p95, 'ms');
  return {
    en: `half within ${half}${most === undefined ? '' : `, 95 percent within ${most}`}`,
    ko: `절반이 ${half} 이내${most === undefined ? '' : `, 95 %가 ${most} 이내`}`,
  };
}

function halves(files: RunFiles, first: MergedRow | undefined): Text {
  const said = (first?.arms ?? []).flatMap(({ arm, response }) =>
    typeof response?.p50 === 'number' ? [{ arm, within: quantity(response.p50, 'ms') }] : [],
  );
  const phase = files.manifest.scenario.phases[0]?.name ?? '';
  return {
    en: `Half of all requests at ${phase} load are answered within ${listed(said.map(({ arm, within }) => `${within} with ${arm}`)).en}`,
    ko: `${sayerOf(files.manifest)(phase).ko} 부하에서 모든 요청의 절반이 응답받는 시간: ${said.map(({ arm, within }) => `${arm} ${within}`).join(', ')}`,
  };
}

/** Where the arm that the scenario is about is farthest from the baseline, at the first load that has a settled difference. */
function widestGap(files: RunFiles, say: Say): Text {
  const { main } = rolesOf(files);
  const decided = metricGroups(files)
    .flatMap(({ rows }) => (main === undefined ? [] : rowsOf(rows, main)))
    .filter(({ metric }) => metric.kind === 'p50' && !metric.id.startsWith('all.'))
    .filter(({ found: { verdict } }) => verdict === 'higher' || verdict === 'lower');
  const size = ({ found: { ratio } }: (typeof decided)[number]) => Math.abs(Math.log(ratio));
  const widest = decided.toSorted((a, b) => size(b) - size(a))[0];
  if (!widest) return { en: 'No kind of request is shown to differ', ko: '차이가 드러난 종류의 요청은 없다' };
  const { metric, label, found } = widest;
  const name = (text: string) => text.replace(/, p50$/, '');
  const ratio = times(found.ratio);
  return {
    en: `The widest gap: at ${metric.phase} load “${name(label.en)}” takes ${ratio}× as long with ${found.arm} (p50)`,
    ko: `가장 큰 차이: ${say(metric.phase ?? '').ko} 부하에서 “${name(label.ko)}”, ${found.arm} 쪽이 ${ratio}배의 시간(p50)`,
  };
}
