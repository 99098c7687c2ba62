import type { ComparisonFile } from '../records/comparison.ts';
import { faultFigures } from './faults.ts';
import type { Plan, RunOnDisk, Trial } from './files.ts';
import { countsOf, percentileOf } from './histogram.ts';
import { type Compared, type ComparedMetric, type Recomputed, recompute } from './recompute.ts';

/** Numbers agree when they differ by at most this part of the greater one. A library's quantiles are good to seven digits. */
export const TOLERANCE = 1e-6;

/** What the file says and what its trials come to; null where one of them has nothing. */
export interface Disagreement {
  readonly what: string;
  readonly file: unknown;
  readonly own: unknown;
}

/** A comparison of the file beside the recomputed one; null where one of them has none. */
export interface Pair {
  readonly metric: string;
  readonly arm: string;
  readonly against: string;
  readonly file: Compared | null;
  readonly own: Compared | null;
}

export interface Recheck {
  readonly comparisons: readonly Pair[];
  /** How many of them the trials give. */
  readonly recomputed: number;
  /** How many of them do not agree. */
  readonly differing: number;
  /** Rounds, look, medians, noise floors, percentiles of trials and what faults did in them: how many were recomputed too, and how many do not agree. */
  readonly others: number;
  readonly othersDiffering: number;
  /** Of both, in the order of the file. */
  readonly disagreements: readonly Disagreement[];
}

/** What is taken on trust, and why. */
export const NOT_RECHECKED = [
  { what: 'claims and insights', why: "their rules are the scenario's own code; they read the verdicts" },
  { what: 'cross-checks, intervals of medians, rounds to settle, warnings', why: 'no verdict rests on them' },
  { what: 'report.md and report.html', why: 'they are texts about comparison.json' },
  {
    what: "a trial's measures (its `values`), but for those of faults that kept their requests",
    why: 'taken as the trial has them; what is made of them is recomputed',
  },
  { what: 'units, and which way is better', why: 'they are names and no figures' },
  { what: 'consistency checks', why: 'the trials hold their results, and not the books of the shop' },
  { what: 'manifest and trials', why: 'files cannot say whether they hold what was measured' },
] as const;

/** Holds a run's comparison against its trials, figure by figure. */
export function recheck({ manifest, comparison, trials }: RunOnDisk): Recheck {
  const own = recompute(manifest, trials);
  const comparisons = pairsOf(comparison, own);
  const found = comparisons.map(disagreementsOf);
  const others = [
    ...runFigures(comparison, own, manifest),
    ...trials.flatMap(percentilesOf),
    ...trials.flatMap((trial) => faultFigures(manifest.scenario, trial)),
  ];
  const differing = others.filter((each) => !agrees(each.file, each.own));
  return {
    comparisons,
    recomputed: comparisons.filter((pair) => pair.own).length,
    differing: found.filter((each) => each.length > 0).length,
    others: others.length,
    othersDiffering: differing.length,
    disagreements: [...found.flat(), ...differing],
  };
}

/** Every comparison of the file, each beside the trials' own, and then those that the file does not have. */
function pairsOf(file: ComparisonFile, own: Recomputed): Pair[] {
  const left = new Map(
    own.metrics.flatMap(({ id, comparisons }) =>
      comparisons.map((each) => [JSON.stringify([id, each.arm, each.against]), { id, each }] as const),
    ),
  );
  const pairs = file.metrics.flatMap(({ id: metric, comparisons }) =>
    comparisons.map(({ against = file.baseline, ...each }): Pair => {
      const key = JSON.stringify([metric, each.arm, against]);
      const mine = left.get(key)?.each ?? null;
      left.delete(key);
      return { metric, arm: each.arm, against, file: { ...each, against }, own: mine };
    }),
  );
  const missing = [...left.values()].map(
    ({ id: metric, each }): Pair => ({ metric, arm: each.arm, against: each.against, file: null, own: each }),
  );
  return [...pairs, ...missing];
}

function disagreementsOf({ metric, arm, against, file, own }: Pair): Disagreement[] {
  const name = `${metric}, ${arm} to ${against}`;
  if (!file || !own) return [{ what: name, file: file?.ratio ?? null, own: own?.ratio ?? null }];
  const figures: Disagreement[] = [
    { what: 'ratio', file: file.ratio, own: own.ratio },
    { what: 'interval', file: file.ci95, own: own.ci95 },
    { what: 'coverage', file: file.coverage, own: own.coverage },
    { what: 'difference', file: file.difference.value, own: own.difference.value },
    { what: 'interval of the difference', file: file.difference.ci95, own: own.difference.ci95 },
    { what: 'Δ', file: file.delta, own: own.delta },
    { what: 'verdict', file: file.verdict, own: own.verdict },
    { what: 'rounds', file: file.pairs, own: own.pairs },
  ];
  // A difference near zero is as exact as its interval is wide.
  const size = Math.max(...(own.difference.ci95 ?? [own.difference.value]).map(Math.abs));
  return figures
    .filter((each) => !agrees(each.file, each.own, each.what.includes('difference') ? size : 0))
    .map((each) => ({ ...each, what: `${name}: ${each.what}` }));
}

/** What the run was judged by, and of each metric the medians and the noise floor. */
function runFigures(file: ComparisonFile, own: Recomputed, { arms, baseline }: Plan): Disagreement[] {
  const nothing = { arms: {}, medians: {}, noiseFloor: null };
  const ids = new Set([...file.metrics, ...own.metrics].map(({ id }) => id));
  const ofMetrics = [...ids].flatMap((id) => {
    const mine = own.metrics.find((metric) => metric.id === id) ?? nothing;
    const floor = { what: `${id}: noise floor`, file: file.noiseFloor[id] ?? null, own: mine.noiseFloor };
    const stored = file.metrics.filter((metric) => metric.id === id);
    const medians = (stored.length > 0 ? stored : [nothing]).flatMap((metric) => mediansOf(id, metric, mine));
    return floor.file === null && floor.own === null ? medians : [...medians, floor];
  });
  return [
    { what: 'baseline', file: file.baseline, own: baseline },
    { what: 'arms', file: file.arms, own: arms.map(({ name }) => name) },
    { what: 'rounds with a valid trial', file: file.rounds, own: own.rounds },
    { what: 'whether a round is whole', file: file.valid, own: own.wholeRounds > 0 },
    { what: 'look', file: file.look, own: own.look },
    { what: 'confidence', file: file.confidence, own: own.confidence },
    ...ofMetrics,
  ];
}

/** Of the arms that the file or the trials have. */
function mediansOf(
  id: string,
  file: Pick<ComparisonFile['metrics'][number], 'arms'>,
  own: Pick<ComparedMetric, 'medians'>,
): Disagreement[] {
  const arms = new Set([...Object.keys(file.arms), ...Object.keys(own.medians)]);
  return [...arms].map((arm) => ({
    what: `${id}, ${arm}: median`,
    file: file.arms[arm]?.median ?? null,
    own: own.medians[arm] ?? null,
  }));
}

/** A trial's percentiles beside those of its own histograms, in milliseconds. */
function percentilesOf({ number, arm, phases }: Trial): Disagreement[] {
  return phases.flatMap(({ name, all, endpoints }) =>
    Object.entries({ ...endpoints, all }).flatMap(([endpoint, { response }]) => {
      if (!response) return [];
      const counts = countsOf(response.histogram);
      return ([50, 95] as const).flatMap((percent) => {
        const file = response[`p${percent}`];
        const what = `trial ${number} of ${arm}, ${endpoint}.p${percent}@${name}`;
        return file === null ? [] : [{ what, file, own: percentileOf(counts, percent) }];
      });
    }),
  );
}

/** @param size what numbers are relative to, where that is more than they are */
function agrees(file: unknown, own: unknown, size = 0): boolean {
  if (Array.isArray(file) && Array.isArray(own))
    return file.length === own.length && file.every((each, index) => agrees(each, own[index], size));
  if (typeof file !== 'number' || typeof own !== 'number') return file === own;
  return Math.abs(file - own) <= TOLERANCE * Math.max(Math.abs(file), Math.abs(own), size);
}
