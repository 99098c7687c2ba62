import { coverages } from './order-statistics.ts';

/** Confidence of the intervals that verdicts rest on. */
export interface Confidence {
  /** For *higher*, *lower* and *small*: the interval of the ratio misses its truth with at most 1 - this. */
  readonly difference: number;
  /** For *equivalent*: each of its two one-sided tests errs with at most half of 1 - this. */
  readonly equivalence: number;
}

const ERROR = { difference: 0.05, equivalence: 0.1 } as const;
/** The share of a look that can have no interval. It is not zero, so that products of shares stay comparable. */
const NOTHING = Number.EPSILON;

/**
 * Confidence at one look of a run that may look at its results several times and stop at any of them.
 *
 * Each look is another chance to err (Armitage, McPherson and Rowe, "Repeated significance tests on accumulating data", 1969).
 * The allowed error is therefore divided among the looks. Their sum bounds the error of the whole procedure, for any dependence
 * between the looks and any stopping rule (Bonferroni; an alpha spending in the sense of Lan and DeMets 1983). For *equivalent*
 * the same holds on each side: if the ratio is truly beyond one threshold, only the test on that side can err, with 5 % over all
 * looks, as with a single 90 % interval (Schuirmann 1987).
 *
 * An order-statistic interval has only a few possible coverages for each number of rounds. Equal shares would waste a part: of
 * 1.67 % at 10 rounds only 0.2 % could be used. Of the possible divisions we take the one with the greatest product of shares,
 * i.e. the most even and the fullest. For 10, 20 and 30 rounds it gives the ranks 2, 5 and 9 (97.85, 98.82, 98.39 %), and for
 * equivalence 2, 6 and 9.
 *
 * @param looks numbers of rounds, ascending; none or one of them leaves 95 and 90 %
 * @param rounds one of them
 */
export function confidenceAt(looks: readonly number[], rounds: number): Confidence {
  const look = looks.indexOf(rounds);
  if (looks.length <= 1) return { difference: 1 - ERROR.difference, equivalence: 1 - ERROR.equivalence };
  if (look < 0) throw new Error(`there is no look after ${rounds} rounds, only after ${looks.join(', ')}`);
  const at = (error: number) => divide(looks, error).confidences[look] as number;
  return { difference: at(ERROR.difference), equivalence: at(ERROR.equivalence) };
}

interface Division {
  readonly confidences: readonly number[];
  readonly product: number;
}

/** Tries every rank for the first look with the best division of what is left among the others. */
function divide([first, ...others]: readonly number[], error: number): Division {
  if (first === undefined) return { confidences: [], product: 1 };
  // Confidence 1 is never reached: that look has no interval.
  const possible = [1, ...coverages(first)].filter((confidence) => 1 - confidence <= error);
  const divisions = possible.map((confidence) => {
    const rest = divide(others, error - (1 - confidence));
    return {
      confidences: [confidence, ...rest.confidences],
      product: rest.product * Math.max(NOTHING, 1 - confidence),
    };
  });
  return divisions.reduce((best, next) => (next.product > best.product ? next : best));
}
