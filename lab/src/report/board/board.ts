import type { ComparisonFile } from '../../records/comparison.ts';
import type { ComparedRun } from '../../results/read-compared.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** A run as the board needs it. */
export interface BoardRun extends ComparedRun {
  /** From `results/` to its report, e.g. `latency/<run>/report.html`. */
  readonly link: string;
}

/** A claim with what the shown run says about it. */
export interface BoardClaim {
  readonly id: string;
  readonly text: { readonly en: string; readonly ko: string };
  /** Undefined when the run did not decide it. */
  readonly ruling: ComparisonFile['claims'][number] | undefined;
}

export interface BoardEntry {
  readonly scenario: Pick<Scenario, 'id' | 'title' | 'question'>;
  /** The run whose verdicts are shown; undefined when there is none, or none that decides and there is a reference. */
  readonly shown: BoardRun | undefined;
  /** The committed run of another machine, shown beside; instead of one's own when there is none. */
  readonly reference: BoardRun | undefined;
  readonly claims: readonly BoardClaim[];
  /** The other finished and valid runs of this machine, newest first. */
  readonly history: readonly BoardRun[];
}

/**
 * What the board shows of a scenario.
 *
 * @param runs of this machine, newest first
 */
export function boardEntry(
  scenario: Pick<Scenario, 'id' | 'title' | 'question' | 'claims'>,
  runs: readonly BoardRun[],
  reference: BoardRun | undefined,
): BoardEntry {
  const valid = runs.filter(({ comparison, manifest }) => comparison.valid && manifest.status === 'finished');
  // A run that cannot decide anything, or is of other arms than the claims are about, is shown only when there is nothing better.
  const deciding = valid.filter(canDecide);
  const shown = deciding.find(bearsOnClaims) ?? (reference ? undefined : (deciding[0] ?? valid[0]));
  const claims = scenario.claims.map(({ id, text }) => ({
    id,
    text,
    ruling: rulingOf(id, shown ?? reference),
  }));
  const history = valid.filter((run) => run !== shown);
  return { scenario, shown, reference, claims, history };
}

/** Whether its rounds have come to a look that has intervals. A smoke run's one round has none. */
export const canDecide = ({ comparison }: Pick<BoardRun, 'comparison'>): boolean =>
  comparison.look !== null && comparison.confidence !== null;

/** Whether the run has metrics for any of its claims, whatever they come to. */
const bearsOnClaims = ({ comparison }: BoardRun): boolean =>
  comparison.claims.some(({ metrics }) => metrics.length > 0);

const rulingOf = (id: string, run: BoardRun | undefined) =>
  run?.comparison.claims.find((claim) => claim.id === id);
