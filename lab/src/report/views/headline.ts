import { alike, joined } from '../../charts/said.ts';
import { type Say, sayerOf } from '../../charts/vocabulary.ts';
import { times } from '../../charts/words.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { type FoundRow, metricGroups, othersOf, rowsOf } from '../view.ts';

/**
 * What the run found in plain words: a sentence for each arm that is compared and each load, computed from its metrics.
 *
 * @param of the arms that are told of; all without
 */
export function headlines(files: RunFiles, of: readonly string[] = othersOf(files)): Text[] {
  const { arms } = files.manifest;
  const { baseline } = files.comparison;
  const say = sayerOf(files.manifest);
  const topology = (arm: string) => arms.find(({ name }) => name === arm)?.topology;
  return of.flatMap((arm) => {
    if (topology(arm) === topology(baseline)) return [sameAgain(arm, baseline)];
    return metricGroups(files).flatMap(({ phase, rows }) => {
      if (phase === undefined) return [];
      const found = rowsOf(rows, arm);
      const open = openClause(found);
      if (open) return [sentence(phase, arm, baseline, open, say)];
      const clauses = [timeClause(found), resourceClause(found, 'cpu'), resourceClause(found, 'memory')];
      const said = clauses.filter((clause) => clause !== undefined);
      return said.length === 0 ? [] : [sentence(phase, arm, baseline, joined(said, '; '), say)];
    });
  });
}

const sameAgain = (arm: string, baseline: string): Text => ({
  en: `${arm} runs the same topology as ${baseline}. Any difference between them is noise.`,
  ko: `${arm}: ${baseline} 구성을 한 번 더 실행한 것. 둘의 차이는 모두 잡음이다.`,
});

const sentence = (phase: string, arm: string, baseline: string, said: Text, say: Say): Text => ({
  en: `At ${phase} load, compared with ${baseline}, ${arm} ${said.en}.`,
  ko: `${say(phase).ko} 부하에서 ${baseline} 대비 ${arm}: ${said.ko}.`,
});

/** The p50s of the endpoints alone, where there are any: that of all requests depends on how they are mixed. */
function p50sOf(rows: readonly FoundRow[]): FoundRow[] {
  const p50s = rows.filter(({ metric }) => metric.kind === 'p50');
  const endpoints = p50s.filter(({ metric }) => !metric.id.startsWith('all.'));
  return endpoints.length > 0 ? endpoints : p50s;
}

/** What the medians say so far, where not one comparison is settled. */
function openClause(rows: readonly FoundRow[]): Text | undefined {
  const p50s = p50sOf(rows);
  const resources = rows.filter(({ metric }) => metric.kind === 'cpu' || metric.kind === 'memory');
  if (p50s.length === 0) return undefined;
  if ([...p50s, ...resources].some(({ found }) => found.verdict !== 'inconclusive')) return undefined;
  const needs = resources.map(({ metric, found }): Text => {
    const { en, ko } = resourceName(metric.kind);
    return { en: `${times(found.ratio)}× the ${en}`, ko: `${ko} ${times(found.ratio)}배` };
  });
  const long = range(p50s, (ratio) => ratio);
  const said = joined([{ en: `${long}× as long`, ko: `시간 ${long}배` }, ...needs]);
  return {
    en: `so far takes ${said.en}; none of it is settled`,
    ko: `지금까지 ${said.ko}. 아직 확정된 것은 없다`,
  };
}

const resourceName = (kind: string): Text =>
  kind === 'cpu' ? { en: 'CPU time per request', ko: '요청당 CPU 시간' } : { en: 'memory', ko: '메모리' };

function timeClause(rows: readonly FoundRow[]): Text | undefined {
  const asked = p50sOf(rows);
  if (asked.length === 0) return undefined;
  const having = (...verdicts: string[]) => asked.filter(({ found }) => verdicts.includes(found.verdict));
  const [slower, faster, same] = [having('higher'), having('lower'), having('equivalent', 'small')];
  const open = having('inconclusive');
  if (open.length === asked.length) {
    const long = range(open, (ratio) => ratio);
    return {
      en: `takes ${long}× as long so far, which the rounds do not settle`,
      ko: `지금까지 시간 ${long}배, 라운드가 부족해 결론 없음`,
    };
  }
  if (same.length === asked.length) return { en: 'answers as fast', ko: '응답 속도가 같음' };
  return joined([
    ...(slower.length > 0
      ? [
          alike`${{ en: `is ${range(slower)}× slower`, ko: `${range(slower)}배 느림` }}${share(slower, asked)}`,
        ]
      : []),
    ...(faster.length > 0
      ? [
          alike`${{ en: `is ${range(faster)}× faster`, ko: `${range(faster)}배 빠름` }}${share(faster, asked)}`,
        ]
      : []),
    ...(same.length > 0 ? [alike`${{ en: 'is as fast', ko: '속도가 같음' }}${share(same, asked)}`] : []),
    ...(open.length > 0 ? [unresolved(open, asked)] : []),
  ]);
}

/** e.g. ` (median of each of 6 kinds of request)`. */
const share = (some: readonly unknown[], all: readonly unknown[]): Text => {
  if (some.length < all.length)
    return {
      en: ` for ${some.length} of ${all.length} kinds of request`,
      ko: `(요청 ${all.length}종 중 ${some.length}종)`,
    };
  return all.length === 1
    ? { en: ' (median of the requests)', ko: '(요청의 중앙값)' }
    : {
        en: ` (median of each of ${all.length} kinds of request)`,
        ko: `(요청 ${all.length}종 각각의 중앙값)`,
      };
};

const unresolved = (open: readonly unknown[], asked: readonly unknown[]): Text => ({
  en: `${open.length} of ${asked.length} kinds of request ${open.length === 1 ? 'remains' : 'remain'} unresolved`,
  ko: `요청 ${asked.length}종 중 ${open.length}종은 결론 없음`,
});

function range(rows: readonly FoundRow[], shown = (ratio: number) => Math.max(ratio, 1 / ratio)): string {
  const ratios = rows.map(({ found }) => shown(found.ratio));
  const [least, most] = [times(Math.min(...ratios)), times(Math.max(...ratios))];
  return least === most ? least : `${least}–${most}`;
}

function resourceClause(rows: readonly FoundRow[], kind: 'cpu' | 'memory'): Text | undefined {
  const row = rows.find(({ metric }) => metric.kind === kind);
  if (!row) return undefined;
  const { en, ko } = resourceName(kind);
  const { ratio, verdict } = row.found;
  const shown = times(ratio);
  if (verdict === 'higher' || verdict === 'lower')
    return { en: `it needs ${shown}× the ${en}`, ko: `${ko} ${shown}배` };
  if (verdict === 'inconclusive')
    return { en: `its ${en} is not settled (${shown}× so far)`, ko: `${ko} 결론 없음(지금까지 ${shown}배)` };
  return { en: `it needs about the same ${en}`, ko: `${ko} 거의 같음` };
}
