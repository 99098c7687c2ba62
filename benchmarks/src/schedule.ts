import type { Schedule } from './interleave.ts';

/** Of these no rate says anything. */
const BRIEF: Schedule = { pairs: 1, blockMs: 20, warmUpMs: 20 };

/**
 * How long a program measures that is no part of `make bench`: as its own schedule says, or, with `--brief`, for so short a time that it shows no
 * more than that the program works.
 *
 * @param args what was typed after the program's name
 */
export const scheduleOf = (own: Schedule, args: readonly string[]): Schedule =>
  args.includes('--brief') ? BRIEF : own;
