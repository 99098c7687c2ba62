import type { AskedRatio } from '../../predictions/questions.ts';
import { measuredRatio, type Score, scoreOf } from '../../predictions/score.ts';
import type { Comparison, MetricRecord } from '../../records/comparison.ts';
import { RULINGS, type RulingVerdict } from '../../records/verdict.ts';
import type { ComparedRun } from '../../results/read-compared.ts';
import type { Text } from '../../scenario/scenario.ts';

/** A run that somebody has brought, under a number by which the page calls it. */
export interface RoomRun extends ComparedRun {
  /** Counted from 1 within its scenario. */
  readonly number: number;
  /** What was predicted of it; undefined where nobody did. */
  readonly score: Score | undefined;
}

/** A claim in all runs of its scenario. */
export interface RoomClaim {
  readonly id: string;
  readonly text: Text;
  /** How many runs came to it. */
  readonly counts: Readonly<Record<RulingVerdict, number>>;
  readonly agreement: Agreement;
  /** Whether all runs decided it by the same rule: runs of two versions of the lab may not. */
  readonly oneRule: boolean;
}

/**
 * Whether runs agree on a claim: `all` come to one verdict, `some` do and the others settle nothing, they `differ`, or `none` settles
 * anything.
 */
export type Agreement = 'all' | 'some' | 'differ' | 'none';

/** A key ratio in the runs that measured it. */
export interface RoomRatio {
  readonly asked: AskedRatio;
  readonly found: readonly {
    readonly run: RoomRun;
    readonly comparison: Comparison;
    readonly better: MetricRecord['better'];
  }[];
}

/** The runs of one scenario side by side. */
export interface RoomScenario {
  readonly id: string;
  readonly title: Text;
  /** In the order in which they began. */
  readonly runs: readonly RoomRun[];
  readonly claims: readonly RoomClaim[];
  readonly ratios: readonly RoomRatio[];
}

/**
 * Lays runs side by side, scenario by scenario.
 *
 * @param asked key ratios by the scenario's id; none for a scenario that is missing
 */
export function roomOf(
  runs: readonly ComparedRun[],
  asked: ReadonlyMap<string, readonly AskedRatio[]>,
): RoomScenario[] {
  const ids = [...new Set(runs.map(({ manifest }) => manifest.scenario.id))].toSorted();
  return ids.map((id) => {
    const own = runs
      .filter(({ manifest }) => manifest.scenario.id === id)
      .toSorted((a, b) => Date.parse(a.manifest.startedAt) - Date.parse(b.manifest.startedAt))
      .map((run, index): RoomRun => ({ ...run, number: index + 1, score: scoreOf(run) }));
    return {
      id,
      title: own.at(-1)?.manifest.scenario.title ?? { en: id, ko: id },
      runs: own,
      claims: claimsOf(own),
      ratios: (asked.get(id) ?? []).flatMap((ratio) => ratioOf(ratio, own)),
    };
  });
}

function claimsOf(runs: readonly RoomRun[]): RoomClaim[] {
  const ids = [...new Set(runs.flatMap(({ comparison }) => comparison.claims.map(({ id }) => id)))];
  return ids.map((id) => {
    const verdicts = runs.flatMap((run) => verdictIn(run, id) ?? []);
    const told = runs.flatMap(
      ({ manifest }) => manifest.scenario.claims.find((claim) => claim.id === id) ?? [],
    );
    const counts = Object.fromEntries(
      RULINGS.map((ruling) => [ruling, verdicts.filter((verdict) => verdict === ruling).length]),
    ) as Record<RulingVerdict, number>;
    return {
      id,
      text: told.at(-1)?.text ?? { en: id, ko: id },
      counts,
      agreement: agreementOf(verdicts),
      oneRule: new Set(told.map(({ decidedBy }) => decidedBy)).size <= 1,
    };
  });
}

/** What a run says of a claim; undefined where it does not have it. */
export const verdictIn = ({ comparison }: ComparedRun, id: string): RulingVerdict | undefined =>
  comparison.claims.find((claim) => claim.id === id)?.verdict;

export function agreementOf(verdicts: readonly RulingVerdict[]): Agreement {
  const settled = verdicts.filter((verdict) => verdict !== 'inconclusive');
  const distinct = new Set(settled).size;
  if (distinct === 0) return 'none';
  if (distinct > 1) return 'differ';
  return settled.length === verdicts.length ? 'all' : 'some';
}

function ratioOf(asked: AskedRatio, runs: readonly RoomRun[]): RoomRatio[] {
  const found = runs.flatMap((run) => {
    const comparison = measuredRatio(run, asked);
    const metric = run.comparison.metrics.find(({ id }) => id === asked.metric);
    return comparison && metric ? [{ run, comparison, better: metric.better }] : [];
  });
  return found.length === 0 ? [] : [{ asked, found }];
}
