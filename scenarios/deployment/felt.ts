import type { Arm, Evidence } from '@lab/lab/scenario/scenario';
import { upperBound } from '@lab/lab/stats/exact-bound';
import { RATE } from './sizes.ts';
import type { StageId } from './stages.ts';

/** An update is felt when it costs more requests than arrive in so much time: less is lost in any network. s */
export const FELT_S = 0.25;

/** What a stage did to an arm, all rounds together. */
export interface Felt {
  readonly hits: number;
  readonly of: number;
  readonly updates: number;
  /** Whether each update cost more than arrives in {@link FELT_S}, or each one less. */
  readonly known: 'felt' | 'not' | 'open';
  /** As many requests as arrive in so much time were hit by the update that hit fewest, and by the one that hit most. s */
  readonly leastS: number;
  readonly mostS: number;
  /** Where none was hit: so many are hit by an update at most, by the exact bound. s */
  readonly boundS: number | undefined;
}

export const armOf = (evidence: Pick<Evidence, 'arms'>, topology: string): Arm | undefined =>
  evidence.arms.find((arm) => arm.topology === topology);

/** Of all requests, or of those that do not need what is updated. */
export type Whom = 'all' | 'bystanders';

/**
 * How many requests an update hit, told as the time in which so many requests arrive: a share would say as much of how long one looked.
 *
 * Hits of one update are no independent events: they come together, when a process is away. So each round counts with its own number, and all have to lie on
 * one side of {@link FELT_S}. Where no request was hit at all, nothing came together, and none seen is a bound and no share (exact binomial over all rounds, see
 * `exact-bound.ts`).
 *
 * @returns undefined where the run has no such stage of that arm
 */
export function feltIn(evidence: Evidence, topology: string, stage: StageId, whom: Whom): Felt | undefined {
  const arm = armOf(evidence, topology);
  if (!arm) return undefined;
  const valuesOf = (id: string) => evidence.values(`${stage}.${id}`, arm.name);
  const [all, asked] = [valuesOf('asked'), valuesOf(whom === 'all' ? 'asked' : 'bystanders-asked')];
  const counts = (whom === 'all' ? ['failed', 'slow'] : ['bystanders']).map(valuesOf);
  const rounds = [...asked].map(([round, of]) => {
    const hits = sum(counts.map((values) => values.get(round) ?? 0));
    // How long the load of an update was: its requests are a constant part of all, so their number tells.
    return { hits, of, seconds: (all.get(round) ?? 0) / RATE };
  });
  const of = sum(rounds.map((round) => round.of));
  if (of === 0) return undefined;
  const hits = sum(rounds.map((round) => round.hits));
  const costs = rounds.map((round) => (round.of === 0 ? 0 : (round.hits * round.seconds) / round.of));
  const confidence = (1 + (evidence.confidence ?? 0)) / 2;
  const seconds = sum(rounds.map((round) => round.seconds)) / rounds.length;
  const boundS = hits === 0 ? upperBound(0, of, confidence) * seconds : undefined;
  const known = evidence.confidence === null ? 'open' : sideOf(boundS === undefined ? costs : [boundS]);
  return {
    ...{ hits, of, updates: rounds.length, known, boundS },
    ...{ leastS: Math.min(...costs), mostS: Math.max(...costs) },
  };
}

/** On which side of {@link FELT_S} all of them lie. @param costs of updates, s */
function sideOf(costs: readonly number[]): Felt['known'] {
  if (costs.every((cost) => cost < FELT_S)) return 'not';
  return costs.every((cost) => cost > FELT_S) ? 'felt' : 'open';
}

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
