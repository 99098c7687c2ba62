/** What the comparison of an arm with another one can come to; see `verdictOf`. */
export const VERDICTS = ['higher', 'lower', 'equivalent', 'small', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a claim can come to. *Mixed* is settled and divided: some of what it speaks of is so, and some is not. */
export const RULINGS = ['supported', 'refuted', 'mixed', 'inconclusive'] as const;
export type RulingVerdict = (typeof RULINGS)[number];
