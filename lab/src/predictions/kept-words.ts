import type { Text } from '../scenario/scenario.ts';
import { counted } from '../terminal/counted.ts';

/** A prediction that waits for a run, as it is confirmed to who made it. */
interface Kept {
  readonly scenario: string;
  /** How many of each are predicted. */
  readonly verdicts: number;
  readonly ratios: number;
  /** Where it lies. */
  readonly path: string;
  /** Whether an earlier one, which no run has used, has gone for it. */
  readonly replaced: boolean;
  /** That takes it. */
  readonly command: string;
}

export const NOTHING_KEPT: Text = { en: 'Nothing is kept.', ko: '아무것도 저장하지 않았습니다.' };

const REPLACED: Text = {
  en: 'An earlier prediction, which no run has used, is replaced.',
  ko: '아직 실행에 쓰이지 않은 이전 예측은 지웠습니다.',
};

/** @returns a line each: what is predicted, what was replaced, and what comes next */
export const keptInWords = ({ scenario, verdicts, ratios, path, replaced, command }: Kept): Text[] => [
  {
    en: `${counted(verdicts, 'verdict')} and ${counted(ratios, 'ratio')} predicted: ${path}`,
    ko: `판정 ${verdicts}개와 배율 ${ratios}개를 예측했습니다: ${path}`,
  },
  ...(replaced ? [REPLACED] : []),
  {
    en: `The next run of ${scenario} takes them: ${command}`,
    ko: `${scenario}의 다음 실행에 함께 보관됩니다: ${command}`,
  },
];
