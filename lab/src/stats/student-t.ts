/**
 * Value that a Student-t variable stays below with the given probability.
 *
 * Found by bisection on the distribution function, which needs no table and no series of its own.
 *
 * @param probability in (0.5, 1), e.g. 0.975 for a two-sided 95 % interval
 * @param freedom degrees of freedom, at least 1
 */
export function studentTQuantile(probability: number, freedom: number): number {
  const key = `${probability} ${freedom}`;
  const value = known.get(key) ?? bisect(probability, freedom);
  known.set(key, value);
  return value;
}

/** A run asks for the same few values for each of its metrics. */
const known = new Map<string, number>();

function bisect(probability: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (studentTBelow(high, freedom) < probability) high *= 2;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (studentTBelow(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T ≤ t) for t ≥ 0, by the incomplete beta function (Abramowitz and Stegun 26.7.1). */
function studentTBelow(t: number, freedom: number): number {
  return 1 - 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** Regularized incomplete beta function I_x(a, b) by Lentz's continued fraction (Numerical Recipes, 3rd ed., 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front =
    Math.exp(a * Math.log(x) + b * Math.log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 200; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return front * fraction;
}

/** Lanczos' approximation with g = 5 (Numerical Recipes, 3rd ed., 6.1), good to 2e-10 for x > 0. */
function logGamma(x: number): number {
  const coefficients = [
    76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 1.208650973866179e-3,
    -5.395239384953e-6,
  ];
  const series = coefficients.reduce((sum, value, index) => sum + value / (x + 1 + index), 1.000000000190015);
  const base = x + 5.5;
  return (x + 0.5) * Math.log(base) - base + Math.log((Math.sqrt(2 * Math.PI) * series) / x);
}
