/** What all looks of a run together may err by. */
const ERROR = 0.05;
/** The first look has two parts of the error, each other one has one; a run of fewer looks leaves the rest unspent. */
const LEAST_PARTS = 5;

/**
 * Confidence of the intervals at one look of a run that may look at its results several times and stop at any of them.
 *
 * Each look is another chance to err (Armitage, McPherson and Rowe, "Repeated significance tests on accumulating data", 1969).
 * The allowed error is therefore divided among the looks. Their sum bounds the error of the whole procedure, for any dependence
 * between the looks and any stopping rule (Bonferroni; an alpha spending in the sense of Lan and DeMets 1983). The first look gets
 * twice the share of every other: it has the fewest rounds, and large effects should end a run there. So the first errs in at most
 * 2 %, each other in at most 1 %; of more than four looks in less.
 *
 * @param looks numbers of rounds, ascending; none or one of them leaves 95 %
 * @param look one of them
 */
export function confidenceAt(looks: readonly number[], look: number): number {
  if (looks.length <= 1) return 1 - ERROR;
  if (!looks.includes(look))
    throw new Error(`there is no look after ${look} rounds, only after ${looks.join(', ')}`);
  const parts = Math.max(LEAST_PARTS, looks.length + 1);
  return 1 - ((look === looks[0] ? 2 : 1) * ERROR) / parts;
}

/**
 * The look that a run is judged by: the largest that its whole rounds have reached. A run that was stopped after it has not earned the
 * next one, and its own confidence is for its own rounds alone.
 *
 * @param looks ascending; without any, a run looks at all that it has
 * @param wholeRounds in which every arm is valid
 * @returns undefined below the first, and without a round
 */
export function lookReached(looks: readonly number[], wholeRounds: number): number | undefined {
  if (looks.length === 0) return wholeRounds || undefined;
  return looks.findLast((look) => look <= wholeRounds);
}
