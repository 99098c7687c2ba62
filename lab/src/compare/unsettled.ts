import type { ComparisonFile } from '../records/comparison.ts';

/**
 * Claims that more rounds could settle. One that stays open because an arm is missing is not among them.
 *
 * @returns their ids
 */
export function unsettledClaims({ claims }: Pick<ComparisonFile, 'claims'>): string[] {
  return claims.filter(({ verdict, open }) => verdict === 'inconclusive' && open).map(({ id }) => id);
}
