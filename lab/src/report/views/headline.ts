import { times } from '../../charts/words.ts';
import type { RunFiles } from '../../records/run-files.ts';
import { type FoundRow, metricGroups, othersOf, rowsOf } from '../view.ts';

/** What the run found in plain words: a sentence for each arm that is compared and each load, computed from its metrics. */
export function headlines(files: RunFiles): string[] {
  const { arms } = files.manifest;
  const { baseline } = files.comparison;
  const topology = (arm: string) => arms.find(({ name }) => name === arm)?.topology;
  return othersOf(files).flatMap((arm) => {
    if (topology(arm) === topology(baseline))
      return [`${arm} runs the same topology as ${baseline}. Their difference is noise.`];
    return metricGroups(files).flatMap(({ phase, rows }) => {
      if (phase === undefined) return [];
      const found = rowsOf(rows, arm);
      const open = openClause(found);
      if (open) return [`At ${phase} load, compared with ${baseline}, ${arm} ${open}.`];
      const clauses = [timeClause(found), resourceClause(found, 'cpu'), resourceClause(found, 'memory')];
      const said = clauses.filter((clause) => clause !== undefined);
      if (said.length === 0) return [];
      return [`At ${phase} load, compared with ${baseline}, ${arm} ${said.join('; ')}.`];
    });
  });
}

/** The p50s of the endpoints alone, where there are any: that of all requests depends on how they are mixed. */
function p50sOf(rows: readonly FoundRow[]): FoundRow[] {
  const p50s = rows.filter(({ metric }) => metric.kind === 'p50');
  const endpoints = p50s.filter(({ metric }) => !metric.id.startsWith('all.'));
  return endpoints.length > 0 ? endpoints : p50s;
}

/** What the medians say so far, where not one comparison is settled. */
function openClause(rows: readonly FoundRow[]): string | undefined {
  const p50s = p50sOf(rows);
  const resources = rows.filter(({ metric }) => metric.kind === 'cpu' || metric.kind === 'memory');
  if (p50s.length === 0) return undefined;
  if ([...p50s, ...resources].some(({ found }) => found.verdict !== 'inconclusive')) return undefined;
  const needs = resources.map(
    ({ metric, found }) => `${times(found.ratio)}× the ${resourceName(metric.kind)}`,
  );
  const said = [`${range(p50s, (ratio) => ratio)} as long`, ...needs];
  return `so far takes ${said.join(', ')}; none of it is settled`;
}

const resourceName = (kind: string): string => (kind === 'cpu' ? 'CPU time per request' : 'memory');

function timeClause(rows: readonly FoundRow[]): string | undefined {
  const asked = p50sOf(rows);
  if (asked.length === 0) return undefined;
  const having = (...verdicts: string[]) => asked.filter(({ found }) => verdicts.includes(found.verdict));
  const [slower, faster, same] = [having('higher'), having('lower'), having('equivalent', 'small')];
  const open = having('inconclusive');
  if (open.length === asked.length)
    return `takes ${range(open, (ratio) => ratio)} as long so far, which the rounds do not settle`;
  if (same.length === asked.length) return 'answers as fast';
  const said = [
    ...(slower.length > 0 ? [`is ${range(slower)} slower${share(slower, asked)}`] : []),
    ...(faster.length > 0 ? [`is ${range(faster)} faster${share(faster, asked)}`] : []),
    ...(same.length > 0 ? [`is as fast${share(same, asked)}`] : []),
    ...(open.length > 0 ? [`is not settled${share(open, asked)}`] : []),
  ];
  return said.join(', ');
}

const share = (some: readonly unknown[], all: readonly unknown[]): string =>
  some.length === all.length
    ? ` (median of ${all.length === 1 ? 'the requests' : `each of ${all.length} kinds of request`})`
    : ` for ${some.length} of ${all.length} kinds of request`;

function range(rows: readonly FoundRow[], shown = (ratio: number) => Math.max(ratio, 1 / ratio)): string {
  const ratios = rows.map(({ found }) => shown(found.ratio));
  const [least, most] = [times(Math.min(...ratios)), times(Math.max(...ratios))];
  return least === most ? `${least}×` : `${least}–${most}×`;
}

function resourceClause(rows: readonly FoundRow[], kind: 'cpu' | 'memory'): string | undefined {
  const row = rows.find(({ metric }) => metric.kind === kind);
  if (!row) return undefined;
  const what = resourceName(kind);
  const { ratio, verdict } = row.found;
  if (verdict === 'higher' || verdict === 'lower') return `it needs ${times(ratio)}× the ${what}`;
  if (verdict === 'inconclusive') return `its ${what} is not settled (${times(ratio)}× so far)`;
  return `it needs about the same ${what}`;
}
