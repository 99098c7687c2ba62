import type { Text } from '../scenario/scenario.ts';

/** A question, and what an answer to it is made of. Data: the verdicts and the figures come from runs. */
export interface Question {
  /** Korean as it was asked; English is a translation. */
  readonly asked: Text;
  /** What can be said before anything is measured. */
  readonly opening: Text;
  readonly aspects: readonly Aspect[];
}

/** One side of the answer, a paragraph of it. */
export interface Aspect {
  readonly title: Text;
  /** How the two deployments of this lab differ in it. */
  readonly intro: Text;
  readonly statements: readonly Statement[];
  /** What runs show of it besides claims. */
  readonly beside?: readonly Beside[];
}

/** A statement of the notes, and the claim that tests it. All of them are asserted there. */
export interface Statement {
  /** The claim's id. While no scenario has it, the answer says that it is not measured. */
  readonly claim: string;
  /** Korean as the notes have it; English is a clause that can follow "that". */
  readonly says: Text;
  /** The short answer has the first one that was measured. */
  readonly figures: readonly Cited[];
  /** Ids of insights that bear on it. One that ends with a dot is the beginning of ids. */
  readonly insights?: readonly string[];
}

/** What a scenario's run shows, be it no claim of its own. */
export interface Beside {
  readonly scenario: string;
  readonly figures: readonly Cited[];
  readonly insights?: readonly string[];
  /** Whether its consistency checks are told. */
  readonly books?: boolean;
}

/** A metric to cite: the comparison of an arm with the one that it is compared with in its run. */
export interface Cited {
  readonly metric: string;
  /** What it is the figure of. English begins with a small letter. */
  readonly of: Text;
  /** Topologies of the arm; the first that was compared counts. Without, `microservices`, compared with a monolith. */
  readonly arms?: readonly string[];
}

/** A statement of the notes. @param figures of which the first is in the short answer @param insights see {@link Statement} */
export const statement = (
  claim: string,
  en: string,
  ko: string,
  figures: readonly Cited[] = [],
  insights: readonly string[] = [],
): Statement => ({ claim, says: { en, ko }, figures, insights });

/** A figure to cite: a metric, and what it is the figure of. */
export const cited = (metric: string, en: string, ko: string): Cited => ({ metric, of: { en, ko } });
