import type { Arm, Evidence } from '@lab/lab/scenario/scenario';
import { lowerBound, upperBound } from '@lab/lab/stats/exact-bound';
import { RATE } from './sizes.ts';
import type { StageId } from './stages.ts';

/** An update is felt when it costs more requests than arrive in so much time: less is lost in any network. s */
export const FELT_S = 0.25;

/** What a stage did to an arm, all rounds together. */
export interface Felt {
  readonly hits: number;
  readonly of: number;
  readonly updates: number;
  /** Whether an update surely costs more than arrives in {@link FELT_S}, or surely less. */
  readonly known: 'felt' | 'not' | 'open';
  /** As many requests as arrive in so much time are hit by an update, at most; by the exact bound. s */
  readonly atMostS: number;
}

export const armOf = (evidence: Pick<Evidence, 'arms'>, topology: string): Arm | undefined =>
  evidence.arms.find((arm) => arm.topology === topology);

/** Of all requests, or of those that do not need what is updated. */
export type Whom = 'all' | 'bystanders';

/**
 * How many requests an update hit. None seen is a bound and no share (exact binomial, see `exact-bound.ts`); and as a share says as much of how long one
 * looked, it is told as the time in which so many requests arrive.
 *
 * @returns undefined where the run has no such stage of that arm
 */
export function feltIn(evidence: Evidence, topology: string, stage: StageId, whom: Whom): Felt | undefined {
  const arm = armOf(evidence, topology);
  if (!arm) return undefined;
  const valuesOf = (id: string) => [...evidence.values(`${stage}.${id}`, arm.name).values()];
  const asked = valuesOf(whom === 'all' ? 'asked' : 'bystanders-asked');
  const of = sum(asked);
  if (of === 0) return undefined;
  const hits = whom === 'all' ? sum(valuesOf('failed')) + sum(valuesOf('slow')) : sum(valuesOf('bystanders'));
  // How long the load of an update was: its requests are a constant part of all, so their number tells.
  const seconds = sum(valuesOf('asked')) / RATE / asked.length;
  const confidence = (1 + (evidence.confidence ?? 0)) / 2;
  const [low, high] = [lowerBound(hits, of, confidence), upperBound(hits, of, confidence)];
  const known =
    evidence.confidence === null
      ? 'open'
      : high * seconds <= FELT_S
        ? 'not'
        : low * seconds > FELT_S
          ? 'felt'
          : 'open';
  return { hits, of, updates: asked.length, known, atMostS: high * seconds };
}

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
