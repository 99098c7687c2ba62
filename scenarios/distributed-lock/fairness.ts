/**
 * Jain's index of fairness: 1 where all have the same, 1/n where one of n has all.
 * Jain, Chiu and Hawe, "A quantitative measure of fairness and discrimination", DEC-TR-301, 1984.
 *
 * @returns undefined without values, and where all are 0
 */
export function jainIndex(values: readonly number[]): number | undefined {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  return squares === 0 ? undefined : (sum * sum) / (values.length * squares);
}

/** The value that so great a share of the values does not exceed (nearest rank). @returns undefined without values */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
