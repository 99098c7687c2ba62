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
      const shown = worst ?? own.at(-1);
      const result = worst?.result ?? ('pass' as const);
      const times = own.filter((check) => check.result === result).length;
      const [detail, inKorean] = [shown?.detail, shown?.detailInKorean ?? shown?.detail];
      const of = worst
        ? { en: `; trial ${worst.number}: `, ko: `, ${worst.number}번 시행: ` }
        : { en: '. ', ko: '. ' };
      return {
        ...{ id, arm: name, result },
        detail: `In ${times} of ${counted(own.length, 'trial')}${of.en}${detail}`,
        detailInKorean: `시행 ${own.length}번 중 ${times}번${of.ko}${inKorean}`,
      };
    });
  });
}
