import type { ClaimRecord } from '../records/comparison.ts';
import type { Claim } from '../scenario/scenario.ts';

/** What stands in the way of passing: a line for each claim whose verdict is not the one that its scenario expects. */
export function unexpectedVerdicts(
  claims: readonly Pick<Claim, 'id' | 'expected'>[],
  found: readonly ClaimRecord[],
): string[] {
  return claims.flatMap(({ id, expected }) => {
    const claim = found.find((candidate) => candidate.id === id);
    if (claim?.verdict === expected) return [];
    return [`${id} is ${claim?.verdict ?? 'not decided'}, not ${expected}: ${claim?.because ?? ''}`.trim()];
  });
}
