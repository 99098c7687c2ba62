/// <reference path="./jstat.d.ts" />
import jStat from 'jstat';

/**
 * Value that a Student-t variable stays below with the given probability, to seven digits.
 *
 * @param probability in (0, 1), e.g. 0.975 for a two-sided 95 % interval
 * @param freedom degrees of freedom, at least 1
 */
export function studentTQuantile(probability: number, freedom: number): number {
  const key = `${probability} ${freedom}`;
  const value = known.get(key) ?? jStat.studentt.inv(probability, freedom);
  known.set(key, value);
  return value;
}

/** A run asks for the same few values for each of its metrics. */
const known = new Map<string, number>();
