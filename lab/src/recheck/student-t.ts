/** Even number of steps of Simpson's rule; the error is far below the tolerance of a recheck. */
const STEPS = 400;

/**
 * The value that a Student-t variable stays below with the given probability.
 *
 * With x = √ν·tan θ the density becomes proportional to cos^(ν-1) θ on (-π/2, π/2). So half of what lies between -θ and θ is a quotient
 * of two plain integrals, and bisection finds the θ that has it.
 *
 * @param probability at least 0.5 and below 1, e.g. 0.975 for a two-sided 95 % interval
 * @param freedom ν, degrees of freedom: at least 1
 */
export function tQuantile(probability: number, freedom: number): number {
  const key = `${probability} ${freedom}`;
  const value = known.get(key) ?? computed(probability, freedom);
  known.set(key, value);
  return value;
}

/** All metrics of a run ask for the same few. */
const known = new Map<string, number>();

function computed(probability: number, freedom: number): number {
  const density = (angle: number) => Math.cos(angle) ** (freedom - 1);
  const half = integral(density, Math.PI / 2);
  let [low, high] = [0, Math.PI / 2];
  for (let halvings = 0; halvings < 60; halvings += 1) {
    const middle = (low + high) / 2;
    if (0.5 + integral(density, middle) / half / 2 < probability) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(low);
}

/** From 0 to `end`, by Simpson's rule. */
function integral(f: (x: number) => number, end: number): number {
  const width = end / STEPS;
  let sum = f(0) + f(end);
  for (let step = 1; step < STEPS; step += 1) sum += (step % 2 === 1 ? 4 : 2) * f(step * width);
  return (sum * width) / 3;
}
