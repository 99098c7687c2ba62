import { alike } from '../charts/said.ts';
import { RULING_WORDS } from '../charts/words.ts';
import type { ClaimRecord } from '../records/comparison.ts';
import { reasonSaid } from '../report/view.ts';
import type { Claim, Text } from '../scenario/scenario.ts';

const UNDECIDED: Text = { en: 'not decided', ko: '없음' };

/** What stands in the way of passing: a line for each claim whose verdict is not the one that its scenario expects. */
export function unexpectedVerdicts(
  claims: readonly Pick<Claim, 'id' | 'expected'>[],
  found: readonly ClaimRecord[],
): Text[] {
  return claims.flatMap(({ id, expected }): Text[] => {
    const claim = found.find((candidate) => candidate.id === id);
    if (claim?.verdict === expected) return [];
    const [is, wanted] = [claim ? RULING_WORDS[claim.verdict] : UNDECIDED, RULING_WORDS[expected]];
    const told: Text = {
      en: `${id} is ${is.en}, not ${wanted.en}`,
      ko: `${id}: 예상 ${wanted.ko}, 판정 ${is.ko}`,
    };
    return [claim ? alike`${told}: ${reasonSaid(claim)}` : told];
  });
}
