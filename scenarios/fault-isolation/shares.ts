import { hitsIn } from '@lab/lab/experiments/disturbance/facts';
import { isBystander, type PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import { LEAST_PERCENT } from '@lab/lab/experiments/disturbance/values';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { upperBound } from '@lab/lab/stats/exact-bound';

/** Id of the metric that says how many of the requests are hit that do not need what is faulty. */
export const bystandersOf = ({ id }: PlannedFault): string => `${id}.bystanders-hit`;

/** Those of the faults that a run has met. */
export const measuredIn = (evidence: Evidence, faults: readonly PlannedFault[]): PlannedFault[] =>
  faults.filter((fault) => evidence.metrics.some(({ id }) => id === bystandersOf(fault)));

/** A share in words. Percent; what is told as the least share there is may be none at all. */
export const share = (percent: number): string =>
  percent <= LEAST_PERCENT ? `at most ${LEAST_PERCENT} %` : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;

/** One-sided, as an end of a 95 % interval is. */
const BOUND = 0.975;

/**
 * How many of the bystanders' requests a fault hit in an arm, all rounds together, in words. None at all is told with the greatest share
 * that it still allows. Undefined where there were none.
 */
export function hitsInWords(evidence: Evidence, fault: PlannedFault, arm: string): string | undefined {
  const { started, hit } = hitsIn(evidence, { arm, fault: fault.id }, (id) => isBystander(fault, id));
  if (started === 0) return undefined;
  const of = `${hit} of ${started.toLocaleString('en')}`;
  if (hit > 0) return `${share((100 * hit) / started)} (${of})`;
  const bound = 100 * upperBound(hit, started, BOUND);
  return `${of} (at most ${bound.toPrecision(2)} %)`;
}

/** Median share of bystanders hit in the arm of a topology, percent. */
export function shareIn(
  { arms, metrics }: Evidence,
  fault: PlannedFault,
  topology: string,
): number | undefined {
  const arm = arms.find((candidate) => candidate.topology === topology)?.name ?? '';
  return metrics.find(({ id }) => id === bystandersOf(fault))?.arms[arm]?.median;
}
