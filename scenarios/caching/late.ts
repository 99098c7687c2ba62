import { joined } from '@lab/lab/charts/said';
import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';

interface Late {
  readonly topology: string;
  readonly refused: number;
  readonly kept: number;
}

/**
 * What became of values that were old when their reader came to keep them, in all rounds together. Whether a reader is late is up to chance: where
 * none was, two zeros do not show that late values are refused.
 */
export function lateValues(evidence: Evidence): Insight | undefined {
  const counted = evidence.arms.flatMap(({ name, topology }): Late[] => {
    const [refused, kept] = [sumOf(evidence, 'late-refused', name), sumOf(evidence, 'late-kept', name)];
    return refused === undefined || kept === undefined ? [] : [{ topology, refused, kept }];
  });
  if (counted.length === 0) return undefined;
  const some = counted.filter(({ refused, kept }) => refused + kept > 0);
  const none = counted.filter((each) => !some.includes(each));
  const said = [...(some.length > 0 ? [told(some)] : []), ...(none.length > 0 ? [notProvoked(none)] : [])];
  return { id: 'late-values', text: joined(said, ' '), metrics: ['late-refused', 'late-kept'] };
}

/** In all rounds; undefined where the arm has no such figure. */
function sumOf(evidence: Evidence, metric: string, arm: string): number | undefined {
  const values = [...evidence.values(metric, arm).values()];
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

function told(arms: readonly Late[]): Text {
  const { en, ko } = joined(
    arms.map(({ topology, refused, kept }) => ({
      en: `${topology} ${refused} refused, ${kept} kept`,
      ko: `${topology} 거절 ${refused}개, 남은 사본 ${kept}개`,
    })),
    '; ',
  );
  return {
    en: `Values that were old when their reader came to keep them, in all rounds: ${en}.`,
    ko: `읽은 쪽이 저장하려 할 때 이미 낡은 값(모든 라운드의 합): ${ko}.`,
  };
}

function notProvoked(arms: readonly Late[]): Text {
  const { en, ko } = joined(arms.map(({ topology }) => topology));
  return {
    en: `Not provoked in ${en}: no reader was late there, so the zeros do not show that late values are refused.`,
    ko: `늦은 값이 생기지 않은 대상: ${ko}. 그 상황이 재현되지 않았으므로, 이 대상의 0은 늦은 값을 거절한다는 증거가 아니다.`,
  };
}
