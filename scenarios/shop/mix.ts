import type { Chance } from '@lab/lab/stats/random';

/** How many requests of each endpoint a cycle of the load holds. */
export type Mix = Readonly<Record<string, number>>;

/** Where an iteration falls: its endpoint, and how many iterations of that endpoint came before it. */
export interface Slot {
  readonly endpoint: string;
  readonly nth: number;
}

/** Iterations of a cycle. */
export const cycleLength = (mix: Mix): number => Object.values(mix).reduce((sum, count) => sum + count, 0);

/** Upper bound of how often an endpoint is asked for within so many iterations. */
export const timesWithin = (mix: Mix, endpoint: string, iterations: number): number =>
  Math.ceil(iterations / cycleLength(mix)) * (mix[endpoint] ?? 0);

/**
 * Every cycle holds exactly the mix, in an order of its own that the seed decides: the shares are exact in any stretch of
 * whole cycles, and no endpoint always follows the same other one.
 */
export function slotAt(mix: Mix, iteration: number, chance: Chance): Slot {
  const length = cycleLength(mix);
  const cycle = Math.floor(iteration / length);
  const order = cycleOrder(mix, cycle, chance);
  const position = iteration - cycle * length;
  const endpoint = order[position];
  if (endpoint === undefined) throw new Error(`no slot at iteration ${iteration}`);
  let before = 0;
  for (let index = 0; index < position; index += 1) if (order[index] === endpoint) before += 1;
  return { endpoint, nth: cycle * (mix[endpoint] ?? 0) + before };
}

function cycleOrder(mix: Mix, cycle: number, chance: Chance): string[] {
  const asked = Object.entries(mix).flatMap(([endpoint, count]) =>
    Array.from({ length: count }, () => endpoint),
  );
  return chance.shuffled(asked, cycle);
}
