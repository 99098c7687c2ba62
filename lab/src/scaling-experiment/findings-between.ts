import type { Finding } from '../scenario/rules.ts';
import type { Evidence } from '../scenario/scenario.ts';
import { compareArms } from '../stats/compare-arms.ts';

/**
 * What an arm's values say beside those of another that need not be the baseline, round by round: gains are known of arms that
 * were added to, and the baseline is what they were added to.
 *
 * Rounds in which either gained nothing have no ratio, and count as none.
 *
 * @param delta the least relative difference that counts
 * @returns for those of the metrics that both arms have values of
 */
export function findingsBetween(
  evidence: Evidence,
  arm: string,
  other: string,
  ids: readonly string[],
  delta: number,
): Finding[] {
  const difference = evidence.confidence;
  // Two one-sided tests, each with the error that one side of the interval has.
  const confidence = { difference, equivalence: 2 * difference - 1 };
  return ids.flatMap((id) => {
    const metric = evidence.metrics.find((candidate) => candidate.id === id);
    const values = evidence.values(id, arm);
    const comparison = compareArms(arm, values, evidence.values(id, other), delta, confidence);
    return metric && comparison ? [{ metric, comparison }] : [];
  });
}
