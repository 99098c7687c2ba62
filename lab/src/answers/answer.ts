import type { ClaimRecord } from '../records/comparison.ts';
import { type BoardEntry, type BoardRun, canDecide } from '../report/board/board.ts';
import type { Text } from '../scenario/scenario.ts';
import { type Compared, figureIn } from './figure.ts';
import type { Aspect, Beside, Cited, Question, Statement } from './question.ts';

/** Which runs may be cited: this machine's own before the committed ones, or the committed ones alone. */
export const ORIGINS = ['own', 'reference'] as const;
export type Origin = (typeof ORIGINS)[number];

/** A run that an answer cites. */
export interface Source {
  readonly run: BoardRun;
  readonly origin: Origin;
}

export interface Answer {
  readonly question: Question;
  readonly aspects: readonly AnsweredAspect[];
}

interface AnsweredAspect {
  readonly aspect: Aspect;
  readonly statements: readonly AnsweredStatement[];
  readonly beside: readonly AnsweredBeside[];
}

export interface AnsweredStatement {
  readonly statement: Statement;
  /** What a run has found; undefined where no run here has decided it. */
  readonly finding: Finding | undefined;
  /** The scenario that tests it; undefined while there is none. */
  readonly scenario: string | undefined;
}

export interface Figure extends Compared {
  readonly source: Source;
}

interface Evidence {
  readonly source: Source;
  readonly figures: readonly Figure[];
  readonly insights: readonly Insight[];
}

export interface Insight {
  readonly text: Text;
  readonly source: Source;
}

export interface Finding extends Evidence {
  readonly ruling: ClaimRecord;
}

export interface AnsweredBeside extends Evidence {
  readonly beside: Beside;
}

/**
 * Answers questions from runs. It is pure: the same runs always give the same answers.
 *
 * @param entries of all scenarios, as the board has them
 */
export const answersTo = (
  questions: readonly Question[],
  entries: readonly BoardEntry[],
  origin: Origin,
): Answer[] =>
  questions.map((question) => ({
    question,
    aspects: question.aspects.map((aspect) => ({
      aspect,
      statements: aspect.statements.map((statement) => answered(statement, entries, origin)),
      beside: (aspect.beside ?? []).flatMap((beside) => besideOf(beside, entries, origin)),
    })),
  }));

function answered(statement: Statement, entries: readonly BoardEntry[], origin: Origin): AnsweredStatement {
  const entry = entries.find(({ claims }) => claims.some(({ id }) => id === statement.claim));
  if (!entry) return { statement, finding: undefined, scenario: undefined };
  const sources = sourcesOf(entry, origin);
  const found = sources.flatMap((source) => {
    const ruling = source.run.comparison.claims.find(({ id }) => id === statement.claim);
    return ruling ? [{ source, ruling }] : [];
  });
  const best = found.find(decides) ?? found[0];
  return {
    statement,
    finding: best && { ...best, ...evidenceOf(statement, best.source, sources) },
    scenario: entry.scenario.id,
  };
}

/** A run without intervals has no verdict: a smoke run, or one below its first look. One of other arms than the claim is about has looked at no metric. */
const decides = ({ source, ruling }: Pick<Finding, 'source' | 'ruling'>): boolean =>
  canDecide(source.run) && ruling.metrics.length > 0;

function besideOf(beside: Beside, entries: readonly BoardEntry[], origin: Origin): AnsweredBeside[] {
  const entry = entries.find(({ scenario }) => scenario.id === beside.scenario);
  const sources = entry ? sourcesOf(entry, origin) : [];
  const source = sources.find(({ run }) => canDecide(run)) ?? sources[0];
  return source ? [{ beside, ...evidenceOf(beside, source, sources) }] : [];
}

/** The best first. */
function sourcesOf({ shown, reference }: BoardEntry, origin: Origin): Source[] {
  const own: Source[] = shown && origin === 'own' ? [{ run: shown, origin: 'own' }] : [];
  return reference ? [...own, { run: reference, origin: 'reference' }] : own;
}

/** What the source says, and where it lacks a figure, what the others say: a short run has fewer than a long one. */
function evidenceOf(
  { figures, insights = [] }: { readonly figures: readonly Cited[]; readonly insights?: readonly string[] },
  source: Source,
  sources: readonly Source[],
): Evidence {
  const inOrder = [source, ...sources.filter((other) => other !== source)];
  return {
    source,
    figures: figures.flatMap((cited) => {
      for (const each of inOrder) {
        const compared = figureIn(each.run, cited);
        if (compared) return [{ ...compared, source: each }];
      }
      return [];
    }),
    insights: source.run.comparison.insights
      .filter(({ id }) =>
        insights.some((wanted) => (wanted.endsWith('.') ? id.startsWith(wanted) : id === wanted)),
      )
      .map(({ text }) => ({ text, source })),
  };
}
