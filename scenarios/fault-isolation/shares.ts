import type { PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import { LEAST_PERCENT } from '@lab/lab/experiments/disturbance/values';
import type { Evidence } from '@lab/lab/scenario/scenario';

/** Id of the metric that says how many of the requests are hit that do not need what is faulty. */
export const bystandersOf = ({ id }: PlannedFault): string => `${id}.bystanders-hit`;

/** Those of the faults that a run has met. */
export const measuredIn = (evidence: Evidence, faults: readonly PlannedFault[]): PlannedFault[] =>
  faults.filter((fault) => evidence.metrics.some(({ id }) => id === bystandersOf(fault)));

/** A share in words. Percent; what is told as the least share there is may be none at all. */
export const share = (percent: number): string =>
  percent <= LEAST_PERCENT ? `at most ${LEAST_PERCENT} %` : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;

/** Median share of bystanders hit in the arm of a topology, percent. */
export function shareIn(
  { arms, metrics }: Evidence,
  fault: PlannedFault,
  topology: string,
): number | undefined {
  const arm = arms.find((candidate) => candidate.topology === topology)?.name ?? '';
  return metrics.find(({ id }) => id === bystandersOf(fault))?.arms[arm]?.median;
}
