import type { ComparisonFile } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Arm } from '../scenario/scenario.ts';
import { counted } from '../terminal/counted.ts';

/**
 * What the checks of an arm's trials come to: one failure is one too many, and one that is not known leaves it open. A failure counts
 * in a trial that does not count otherwise, too: that the driver was late does not excuse a lost order.
 */
export function checksOf(arms: readonly Arm[], trials: readonly TrialRecord[]): ComparisonFile['checks'] {
  return arms.flatMap(({ name }) => {
    const found = trials
      .filter(({ arm }) => arm === name)
      .flatMap(({ number, valid, checks }) =>
        checks.filter(({ result }) => valid || result === 'fail').map((check) => ({ ...check, number })),
      );
    return [...new Set(found.map(({ id }) => id))].map((id) => {
      const own = found.filter((check) => check.id === id);
      const worst =
        own.find(({ result }) => result === 'fail') ?? own.find(({ result }) => result === 'unknown');
      if (!worst)
        return {
          id,
          arm: name,
          result: 'pass' as const,
          detail: `In ${own.length} of ${counted(own.length, 'trial')}. ${own.at(-1)?.detail}`,
        };
      const { result, number, detail } = worst;
      const times = own.filter((check) => check.result === result).length;
      return {
        id,
        arm: name,
        result,
        detail: `In ${times} of ${counted(own.length, 'trial')}; trial ${number}: ${detail}`,
      };
    });
  });
}
