import { RULING_WORDS } from '../charts/words.ts';
import { RULINGS, type RulingVerdict } from '../records/verdict.ts';
import type { Text } from '../scenario/scenario.ts';
import { type Reading, readRatio, readVerdict } from './answers.ts';
import { type Answers, type Questions, ratioAsked } from './questions.ts';

const INTRO: Text = {
  en: 'What do you expect? Enter alone predicts nothing. Ctrl-C ends it, and nothing is kept.',
  ko: '결과를 예측해 보세요. 그냥 Enter를 누르면 예측하지 않습니다. Ctrl-C를 누르면 아무것도 저장하지 않고 끝납니다.',
};
const WHO: Text = {
  en: 'Your name, as reports are to show it (Enter: none)',
  ko: '보고서에 표시할 이름 (Enter: 없음)',
};
const RATIO_HINT: Text = { en: 'a number, e.g. 2.5', ko: '숫자로, 예: 2.5' };

/**
 * Asks one question after the other, each again until its answer can be read.
 *
 * @param asked the name is only asked for where it is not known yet
 * @param ask shows a prompt and waits for a line
 * @throws whatever `ask` throws
 */
export async function askAll(
  questions: Questions,
  asked: { readonly language: keyof Text; readonly name: string | undefined },
  ask: (prompt: string) => Promise<string>,
): Promise<Answers> {
  const { language } = asked;
  const untilRead = async <T>(prompt: string, read: (answer: string) => Reading<T>) => {
    for (let hint = ''; ; ) {
      const reading = read(await ask(`${hint}${prompt}: `));
      if ('value' in reading) return reading.value;
      hint = `  ${reading.wrong[language]}\n`;
    }
  };
  const readName = (answer: string) => ({ value: answer.trim() || undefined });
  const verdicts = RULINGS.map((ruling, index) => `${index + 1} ${RULING_WORDS[ruling][language]}`).join(
    ', ',
  );
  const claims: [string, RulingVerdict][] = [];
  const ratios: [string, number][] = [];
  const name = asked.name ?? (await untilRead(`${INTRO[language]}\n\n${WHO[language]}`, readName));
  for (const { id, text } of questions.claims) {
    const verdict = await untilRead(`\n“${text[language]}” (${id})\n  ${verdicts}`, readVerdict);
    if (verdict !== undefined) claims.push([id, verdict]);
  }
  for (const ratio of questions.ratios) {
    const factor = await untilRead(`\n${ratioAsked(ratio)[language]}\n  ${RATIO_HINT[language]}`, readRatio);
    if (factor !== undefined) ratios.push([ratio.metric, factor]);
  }
  return { name, claims: Object.fromEntries(claims), ratios: Object.fromEntries(ratios) };
}
