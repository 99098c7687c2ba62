/** What the comparison of an arm with another one can come to; see `verdictOf`. */
export const VERDICTS = ['higher', 'lower', 'equivalent', 'small', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];
