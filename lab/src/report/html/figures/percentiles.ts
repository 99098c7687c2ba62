import { percentileCurves } from '../../../charts/curves.ts';
import { armLooks, dataTable, figure, type Panel, panels } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { quantity, times } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import type { Latency } from '../../../records/trial.ts';
import { metricGroups, othersOf, rowsOf } from '../../view.ts';
import { type MergedRow, mergedLatencies, percentilesOf } from '../../views/latencies.ts';

const LISTED = [50, 90, 95, 99, 99.9];

/** Latency by percentile: of all requests at each load, then of every endpoint. */
export function percentileFigures(files: RunFiles): Html {
  const rows = mergedLatencies(files).filter(({ arms }) => arms.some(({ response }) => response));
  if (rows.length === 0) return html``;
  const all = rows.filter(({ id }) => id === 'all');
  return html`<h2>Latency by percentile</h2>
${curves(files, allTitle(files, all), all, ({ phase }) => `All requests, ${phase} load`)}
${files.manifest.scenario.phases.map(({ name }) => {
  const own = rows.filter(({ id, phase }) => id !== 'all' && phase === name);
  return own.length === 0 ? null : curves(files, endpointsTitle(files, name), own, panelTitle(files));
})}`;
}

function curves(
  files: RunFiles,
  title: string,
  rows: readonly MergedRow[],
  captionOf: (row: MergedRow) => string,
): Html {
  const looks = armLooks(files);
  const panel = (row: MergedRow): Panel[] => {
    const drawn = row.arms.flatMap(({ arm, response }) => {
      const look = looks.find(({ name }) => name === arm);
      const points = percentilesOf(response);
      return look && points.length > 1 ? [{ ...look, points }] : [];
    });
    if (drawn.length === 0) return [];
    const chart = {
      caption: captionOf(row),
      alternative: `${captionOf(row)}. ${row.arms.map(({ arm, response }) => `${arm}: ${told(response)}`).join('; ')}.`,
      draw: (width: number) => percentileCurves(drawn, width),
    };
    return [chart];
  };
  return figure({
    title,
    reading:
      'Response time in milliseconds (logarithmic) that so many percent of the requests stay within, all valid trials together. A line ends where too few requests lie beyond it.',
    key: looks,
    charts: panels(rows.flatMap(panel)),
    data: dataTable(
      ['load', 'endpoint', 'arm', 'requests', ...LISTED.map((percentile) => `p${percentile}, ms`)],
      rows.flatMap(({ phase, endpoint, arms }) =>
        arms.map(({ arm, response }) => {
          const known = percentilesOf(response, LISTED);
          const at = (percentile: number) => known.find((point) => point.percentile === percentile)?.ms;
          const cells = LISTED.map((percentile) => at(percentile)?.toFixed(2) ?? '–');
          return [phase, endpoint, arm, response?.count ?? 0, ...cells];
        }),
      ),
    ),
  });
}

function told(response: Latency | null): string {
  if (!response) return 'no answers';
  const { p50, p90 } = response;
  if (p50 === null || p90 === null) return 'too few answers';
  return `half within ${quantity(p50, 'ms')}, 90 percent within ${quantity(p90, 'ms')}`;
}

function allTitle(files: RunFiles, [first]: readonly MergedRow[]): string {
  const halves = (first?.arms ?? []).flatMap(({ arm, response }) =>
    typeof response?.p50 === 'number' ? [`${quantity(response.p50, 'ms')} with ${arm}`] : [],
  );
  const phase = files.manifest.scenario.phases[0]?.name;
  return `Half of all requests at ${phase} load are answered within ${listed(halves)}`;
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** The p50 of every endpoint of a phase, as the arms' comparisons have it. */
const medians = (files: RunFiles, phase: string) =>
  metricGroups(files)
    .filter((group) => group.phase === phase)
    .flatMap(({ rows }) => othersOf(files).flatMap((arm) => rowsOf(rows, arm)))
    .filter(({ metric }) => metric.kind === 'p50' && !metric.id.startsWith('all.'));

function endpointsTitle(files: RunFiles, phase: string): string {
  const decided = medians(files, phase).filter(
    ({ found }) => found.verdict === 'higher' || found.verdict === 'lower',
  );
  const size = ({ found }: (typeof decided)[number]) => Math.abs(Math.log(found.ratio));
  const [first, ...rest] = decided;
  if (!first) return `No kind of request is shown to differ at ${phase} load`;
  const widest = rest.reduce((most, next) => (size(next) > size(most) ? next : most), first);
  const { metric, found } = widest;
  return `The widest gap at ${phase} load: “${metric.label.replace(/, p50$/, '')}” takes ${times(found.ratio)}× as long with ${found.arm} (p50)`;
}

const panelTitle =
  (files: RunFiles) =>
  ({ id, endpoint, phase }: MergedRow): string => {
    const own = medians(files, phase).filter(({ metric }) => metric.id.startsWith(`${id}.`));
    const ratios = own.map(({ found }) => `${own.length > 1 ? `${found.arm} ` : ''}${times(found.ratio)}×`);
    return ratios.length === 0 ? endpoint : `${endpoint} (p50: ${ratios.join(', ')})`;
  };
