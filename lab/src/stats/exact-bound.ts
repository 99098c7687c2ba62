/// <reference path="./jstat.d.ts" />
import jStat from 'jstat';

/**
 * The greatest share that is still compatible with so many hits, by the binomial distribution itself (Clopper and Pearson, "The use of
 * confidence or fiducial limits", Biometrika 1934): nothing seen in n requests is a bound, and never a share of nothing.
 *
 * @param hits of `of`
 * @param of at least 1
 * @param confidence one-sided, e.g. 0.975
 * @returns from 0 to 1
 */
export function upperBound(hits: number, of: number, confidence: number): number {
  if (hits >= of) return 1;
  return jStat.beta.inv(confidence, hits + 1, of - hits);
}

/** The least share that is still compatible with so many hits; see {@link upperBound}. */
export const lowerBound = (hits: number, of: number, confidence: number): number =>
  1 - upperBound(of - hits, of, confidence);
