/**
 * Rounds of a made-up run, for tests of what a scenario's rounds can settle: as many as asked for, evenly spread on logarithms.
 *
 * @param ratio their geometric mean
 * @param spread standard deviation of their logarithms
 * @returns a value for each round, counted from 1
 */
export function spreadRatios(rounds: number, ratio: number, spread: number): Map<number, number> {
  const places = Array.from({ length: rounds }, (_, index) => index - (rounds - 1) / 2);
  const unit = Math.sqrt(places.reduce((sum, place) => sum + place ** 2, 0) / (rounds - 1));
  return new Map(places.map((place, index) => [index + 1, ratio * Math.exp((spread * place) / unit)]));
}
