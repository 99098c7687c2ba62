import type { Random } from '@lab/shared-domain/seed/random';
import { STRIKES, type Strike } from './strikes.ts';

export interface PlannedStrike {
  readonly strike: Strike;
  /** The process whose turn it is. */
  readonly name: string;
}

/**
 * Draws strikes, and processes in rounds: each has its turn before one has a second. One strike of each kind comes first, but for those that
 * take long; then they come by their weights.
 *
 * @param names of the processes
 * @param hasBroker whether there is a broker that may be killed
 */
export function planStrikes(
  many: number,
  names: readonly string[],
  hasBroker: boolean,
  random: Random,
): PlannedStrike[] {
  const possible = STRIKES.filter(({ id }) => hasBroker || id !== 'broker killed');
  let hat: Strike[] = random.shuffled(possible.filter(({ takesLong }) => !takesLong));
  let turns: string[] = [];
  return Array.from({ length: many }, () => {
    if (hat.length === 0) hat = random.shuffled(possible.flatMap((each) => Array(each.weight).fill(each)));
    if (turns.length === 0) turns = [...random.shuffled(names)];
    return { strike: hat.pop() as Strike, name: turns.pop() as string };
  });
}
