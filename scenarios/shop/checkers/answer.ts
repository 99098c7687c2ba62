import type { Text } from '@lab/lab/scenario/scenario';
import type { CheckResult } from '@lab/lab/scenario/workload';

/** So many mistakes are told one by one. */
const TOLD = 3;

/** What a check came to, in a sentence of each language. */
export const answer = (id: string, result: CheckResult['result'], { en, ko }: Text): CheckResult => ({
  ...{ id, result },
  detail: en,
  detailInKorean: ko,
});

/** What a check came to that has found something wrong: the first few mistakes, and how many more there are. @param mistakes without full stops */
export function failure(id: string, mistakes: readonly Text[]): CheckResult {
  const more = mistakes.length - TOLD;
  const told = (language: keyof Text) =>
    mistakes
      .slice(0, TOLD)
      .map((mistake) => mistake[language])
      .join('; ');
  return answer(id, 'fail', {
    en: `${told('en')}${more > 0 ? `, and ${more} more` : ''}.`,
    ko: `${told('ko')}${more > 0 ? ` 외 ${more}건` : ''}.`,
  });
}
