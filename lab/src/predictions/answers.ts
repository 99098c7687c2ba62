import { z } from 'zod';
import { RULINGS, type RulingVerdict } from '../records/verdict.ts';
import type { Text } from '../scenario/scenario.ts';

/** What an answer says; undefined where it is empty, and so predicts nothing. Or what is wrong with it, and what would be right. */
export type Reading<T> = { readonly value: T | undefined } | { readonly wrong: Text };

/** A number with or without a sign for "times": `2.5`, `2.5x`, `2.5×`, `2.5배`. */
const ratioSchema = z
  .string()
  .regex(/^\d+(\.\d+)?\s*(x|×|배)?$/i)
  .transform((given) => Number.parseFloat(given))
  .pipe(z.number().positive());

export function readRatio(answer: string): Reading<number> {
  const given = answer.trim();
  if (given === '') return { value: undefined };
  const { success, data } = ratioSchema.safeParse(given);
  if (success) return { value: data };
  return {
    wrong: {
      en: `"${given}" is no ratio. Write how many times, e.g. 2.5; 0.5 is half, 1 is as much.`,
      ko: `"${given}"은(는) 배율이 아닙니다. 몇 배인지 숫자로 적으세요. 예: 2.5 (0.5는 절반, 1은 같음).`,
    },
  };
}

/** A verdict is given by its word, by the beginning of its word, or by its number in {@link RULINGS}, counted from 1. */
export function readVerdict(answer: string): Reading<RulingVerdict> {
  const given = answer.trim().toLowerCase();
  if (given === '') return { value: undefined };
  const meant = RULINGS.find((ruling, index) => ruling.startsWith(given) || given === String(index + 1));
  if (meant) return { value: meant };
  return {
    wrong: {
      en: `"${given}" is no verdict. Valid: ${RULINGS.join(', ')}.`,
      ko: `"${given}"은(는) 판정이 아닙니다. 가능한 값: ${RULINGS.join(', ')}.`,
    },
  };
}
