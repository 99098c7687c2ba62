/** A stream of numbers in [0, 1) that its seed decides entirely. */
export type Random = () => number;

/**
 * Mulberry32 (Tommy Ettinger, 2017): 32 bits of state, passes gjrand's small tests; plenty for drawing orders.
 *
 * @param seed any integer; its lowest 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where a load takes its chance from. The seed decides all of it, so every arm and every driver draws the same. */
export interface Chance {
  readonly seed: number;
  /** A stream of its own for each place, e.g. for an iteration. */
  at(place: number): Random;
  /** The items in an order that is drawn from the place's stream, see {@link shuffled}. */
  shuffled<T>(items: readonly T[], place: number): T[];
}

/** k6 imports this file as it is. */
export function chanceOf(seed: number): Chance {
  const at = (place: number) => seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b));
  return { seed, at, shuffled: (items, place) => shuffled(items, at(place)) };
}

/** A new array in an order in which every permutation is equally likely (Fisher and Yates; Durstenfeld 1964). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    const moved = result[last] as T;
    result[last] = result[chosen] as T;
    result[chosen] = moved;
  }
  return result;
}
