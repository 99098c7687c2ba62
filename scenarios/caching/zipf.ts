import type { Random } from '@lab/lab/stats/random';

/**
 * How requests are spread over things of which few are popular: the n-th most popular one is asked for in proportion to 1 / n^s (Zipf). For pages
 * of the web s lies between 0.64 and 0.83 (Breslau et al., "Web Caching and Zipf-like Distributions", INFOCOM 1999).
 *
 * @param many how many things there are
 * @returns by rank, the share of the requests that go to it and to those that are more popular; the last one is 1
 */
export function zipfShares(many: number, s: number): number[] {
  const shares: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= many; rank += 1) {
    sum += rank ** -s;
    shares.push(sum);
  }
  return shares.map((share) => share / sum);
}

/** A rank from 0 on, drawn from such shares. @throws when there are none */
export function drawRank(shares: readonly number[], random: Random): number {
  if (shares.length === 0) throw new Error('there is nothing to draw from');
  const drawn = random();
  let [low, high] = [0, shares.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((shares[middle] ?? 1) > drawn) high = middle;
    else low = middle + 1;
  }
  return low;
}
