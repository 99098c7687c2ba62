/**
 * Mulberry32 (Tommy Ettinger, 2017): 32 bits of state, passes gjrand's small tests; plenty for an example shop.
 *
 * A stream has a name, so that a change to one part of the shop does not shift the numbers of every other part.
 */
export class Random {
  #state: number;

  constructor(seed: number, stream: string) {
    this.#state = fnv1a(`${seed}:${stream}`);
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** A new array, every permutation equally likely (Fisher and Yates; Durstenfeld 1964). */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last -= 1) {
      const chosen = this.integer(0, last);
      [result[last], result[chosen]] = [result[chosen] as T, result[last] as T];
    }
    return result;
  }
}

/** FNV-1a, 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Draws from items whose popularity follows Zipf's law: the n-th is picked proportionally to n^-exponent. */
export class Popularity<T> {
  readonly #items: readonly T[];
  readonly #cumulative: number[] = [];

  /** @param items the most popular first; at least one. */
  constructor(items: readonly T[], exponent: number) {
    this.#items = items;
    let total = 0;
    for (let rank = 1; rank <= items.length; rank += 1) {
      total += rank ** -exponent;
      this.#cumulative.push(total);
    }
  }

  draw(random: Random): T {
    const target = random.next() * (this.#cumulative.at(-1) ?? 0);
    let low = 0;
    let high = this.#cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#cumulative[middle] as number) > target) high = middle;
      else low = middle + 1;
    }
    return this.#items[low] as T;
  }
}
