import { type Hits, hitsByRound, hitsIn } from '@lab/lab/experiments/disturbance/facts';
import { isBystander, type PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import { LEAST_PERCENT } from '@lab/lab/experiments/disturbance/values';
import { medianIn } from '@lab/lab/scenario/rules';
import type { Evidence, Text } from '@lab/lab/scenario/scenario';
import { meanOf, tInterval } from '@lab/lab/stats/estimate';
import { lowerBound, upperBound } from '@lab/lab/stats/exact-bound';

/** Id of the metric that says how many of the requests are hit that do not need what is faulty. */
export const bystandersOf = ({ id }: PlannedFault): string => `${id}.bystanders-hit`;

/** Those of the faults that a run has met. */
export const measuredIn = (evidence: Evidence, faults: readonly PlannedFault[]): PlannedFault[] =>
  faults.filter((fault) => evidence.metrics.some(({ id }) => id === bystandersOf(fault)));

/** What a fault did to its bystanders in an arm, round by round. */
export const bystandersIn = (evidence: Evidence, fault: PlannedFault, arm: string) =>
  hitsByRound(evidence, { arm, fault: fault.id }, (id) => isBystander(fault, id));

/** A share in words. @param percent of which the least that is told stands for none at all, and is no bound */
export const share = (percent: number): Text =>
  percent <= LEAST_PERCENT ? { en: 'none seen', ko: '없음' } : inPercent(percent);

function inPercent(percent: number): Text {
  const told = `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
  return { en: told, ko: told };
}

/** One side of an interval. Below the first look there is none, and what is told has 95 %. */
const oneSided = (confidence: number | null): number => (1 + (confidence ?? 0.95)) / 2;

/** From the least to the greatest share that hits still allow, 0 to 1. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** By the binomial distribution itself: as if no request's fate depended on another's. */
export const exactBounds = ({ started, hit }: Hits, confidence: number): Bounds => ({
  low: lowerBound(hit, started, oneSided(confidence)),
  high: upperBound(hit, started, oneSided(confidence)),
});

/**
 * The bounds of the share of bystanders that a fault hits. Requests of one round share its luck, so the bounds are also as wide as
 * those of the rounds' mean.
 *
 * @returns undefined where no bystander could be hit, and where the run has not come to a look
 */
export function bystanderBounds(evidence: Evidence, fault: PlannedFault, arm: string): Bounds | undefined {
  const { confidence } = evidence;
  const rounds = bystandersIn(evidence, fault, arm);
  const between = tInterval(meanOf(rounds.map(({ hit, started }) => hit / started)), confidence);
  if (!between || confidence === null) return undefined;
  const exact = exactBounds(hitsOf(evidence, fault, arm), confidence);
  return { low: Math.min(exact.low, between.low), high: Math.max(exact.high, between.high) };
}

const hitsOf = (evidence: Evidence, fault: PlannedFault, arm: string): Hits =>
  hitsIn(evidence, { arm, fault: fault.id }, (id) => isBystander(fault, id));

/**
 * How many of the bystanders' requests a fault hit in an arm, all rounds together, in words. None at all is told with the greatest share
 * that it still allows. Undefined where there were none.
 */
export function hitsInWords(evidence: Evidence, fault: PlannedFault, arm: string): Text | undefined {
  const { started, hit } = hitsOf(evidence, fault, arm);
  if (started === 0) return undefined;
  const all = started.toLocaleString('en');
  const of = { en: `${hit} of ${all}`, ko: `${all}건 중 ${hit}건` };
  if (hit > 0) {
    const { en, ko } = inPercent((100 * hit) / started);
    return { en: `${en} (${of.en})`, ko: `${ko}(${of.ko})` };
  }
  const bound = (100 * upperBound(hit, started, oneSided(evidence.confidence))).toPrecision(2);
  return { en: `${of.en} (at most ${bound} %)`, ko: `${of.ko}(최대 ${bound} %)` };
}

const armOf = ({ arms }: Evidence, topology: string): string =>
  arms.find((candidate) => candidate.topology === topology)?.name ?? '';

/**
 * Median share of bystanders hit in the arm of a topology, in words. Where the median is none, they are counted over all rounds: see
 * {@link hitsInWords}. Undefined where the run has none.
 */
export function shareIn(evidence: Evidence, fault: PlannedFault, topology: string): Text | undefined {
  const percent = medianIn(evidence, bystandersOf(fault), topology);
  if (percent === undefined) return undefined;
  const counted =
    percent <= LEAST_PERCENT ? hitsInWords(evidence, fault, armOf(evidence, topology)) : undefined;
  return counted ?? share(percent);
}
