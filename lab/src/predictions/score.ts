import type { Comparison } from '../records/comparison.ts';
import type { PredictedRatio } from '../records/prediction.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { RulingVerdict } from '../records/verdict.ts';
import type { Text } from '../scenario/scenario.ts';
import { median } from '../stats/order-statistics.ts';

/** What of a run a prediction is held against. */
export type Measured = Pick<RunFiles, 'manifest' | 'comparison'>;

/** A predicted verdict beside the run's. */
export interface ClaimScore {
  readonly id: string;
  readonly text: Text;
  readonly expected: RulingVerdict;
  /** Undefined where the run does not have the claim. */
  readonly measured: RulingVerdict | undefined;
  /** Undefined where it does not count: the run settled nothing, and nobody said that it would not. */
  readonly right: boolean | undefined;
}

/** A predicted ratio beside the run's. */
export interface RatioScore extends PredictedRatio {
  /** Undefined where the run did not measure it. */
  readonly measured: Comparison | undefined;
  /** How far off it is: 1 is exact, and 2 is twice or half of what was measured. Undefined where nothing was. */
  readonly factor: number | undefined;
  /** Whether it lies in the interval of what was measured; undefined where there is none. */
  readonly inside: boolean | undefined;
}

/** A prediction held against its run. */
export interface Score {
  readonly name: string | null;
  /** When it was written down, ISO 8601. */
  readonly at: string;
  readonly claims: readonly ClaimScore[];
  readonly ratios: readonly RatioScore[];
}

/** @returns undefined where nothing was predicted */
export function scoreOf({ manifest, comparison, prediction }: Omit<RunFiles, 'trials'>): Score | undefined {
  if (!prediction) return undefined;
  const { name, at, claims, ratios } = prediction;
  return {
    name,
    at,
    claims: Object.entries(claims).map(([id, expected]) => {
      const measured = comparison.claims.find((claim) => claim.id === id)?.verdict;
      const text = manifest.scenario.claims.find((claim) => claim.id === id)?.text ?? { en: id, ko: id };
      return { id, text, expected, measured, right: isRight(expected, measured) };
    }),
    ratios: ratios.map((ratio) => {
      const measured = measuredRatio({ manifest, comparison }, ratio);
      const { expected } = ratio;
      const interval = measured?.ci95;
      return {
        ...ratio,
        measured,
        factor: measured && Math.exp(Math.abs(Math.log(expected / measured.ratio))),
        inside: interval ? interval[0] <= expected && expected <= interval[1] : undefined,
      };
    }),
  };
}

function isRight(expected: RulingVerdict, measured: RulingVerdict | undefined): boolean | undefined {
  if (measured === undefined) return undefined;
  if (measured === 'inconclusive' && expected !== 'inconclusive') return undefined;
  return measured === expected;
}

/** What a run measured of a ratio; undefined where it did not compare these two topologies by that metric. */
export function measuredRatio(
  { manifest, comparison }: Measured,
  { metric, topology, against }: Pick<PredictedRatio, 'metric' | 'topology' | 'against'>,
): Comparison | undefined {
  const topologyOf = (arm: string) => manifest.arms.find(({ name }) => name === arm)?.topology;
  return comparison.metrics
    .find(({ id }) => id === metric)
    ?.comparisons.find(
      (found) =>
        topologyOf(found.arm) === topology && topologyOf(found.against ?? comparison.baseline) === against,
    );
}

/** One or several predictions in a few numbers. */
export interface Tally {
  /** Of the claims that count, those that are right. */
  readonly right: number;
  readonly claims: number;
  /** The middle one of the factors by which the ratios are off; undefined where none was measured. */
  readonly factor: number | undefined;
  readonly ratios: number;
  /** Of the ratios that have an interval, those that lie inside. */
  readonly inside: number;
  readonly intervals: number;
}

export function tallyOf(scores: readonly Score[]): Tally {
  const rights = scores.flatMap(({ claims }) => claims.flatMap(({ right }) => right ?? []));
  const factors = scores.flatMap(({ ratios }) => ratios.flatMap(({ factor }) => factor ?? []));
  const insides = scores.flatMap(({ ratios }) => ratios.flatMap(({ inside }) => inside ?? []));
  const logs = factors.map(Math.log);
  return {
    right: rights.filter((right) => right).length,
    claims: rights.length,
    factor: logs.length === 0 ? undefined : Math.exp(median(logs)),
    ratios: factors.length,
    inside: insides.filter((inside) => inside).length,
    intervals: insides.length,
  };
}
