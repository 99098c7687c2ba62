import type { Arm, Evidence } from '../../scenario/scenario.ts';
import { ends } from '../../stats/compare-arms.ts';
import { exponential, meanLogOf, tInterval } from '../../stats/estimate.ts';

/**
 * A metric of one arm divided by that of another, round by round: the geometric mean with its t interval, also where neither is the
 * baseline.
 *
 * @returns undefined where they have no round in common; `said` is e.g. `1.35× [1.30, 1.41]`
 */
export function pairedRatio(evidence: Evidence, metric: string, own: Arm, other: Arm) {
  const base = evidence.values(metric, other.name);
  const ratios = [...evidence.values(metric, own.name)].flatMap(([round, value]) => {
    const divisor = base.get(round) ?? 0;
    return divisor > 0 && value > 0 ? [value / divisor] : [];
  });
  if (ratios.length === 0) return undefined;
  const estimate = meanLogOf(ratios);
  const interval = exponential(tInterval(estimate, evidence.confidence));
  const range = ends(interval)?.map((end) => end.toFixed(2));
  const said = `${Math.exp(estimate.value).toFixed(2)}×${range ? ` [${range.join(', ')}]` : ''}`;
  return { interval, said };
}
