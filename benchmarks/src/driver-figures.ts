import type { Driver } from '@lab/lab/drivers/driver';
import { compareDrivers, type DriverRange, measureLateness } from './drivers.ts';
import type { Measured } from './figures.ts';
import { FIGURES } from './selection.ts';

export interface Outcome {
  readonly measured: readonly Measured[];
  /** What could not be measured, and why. */
  readonly notMeasured: readonly string[];
}

/**
 * The figures of the drivers, those that are wanted. What can be measured without k6 is.
 *
 * @param findOther k6, or why there is none
 */
export async function driverFigures(
  wanted: ReadonlySet<string>,
  range: DriverRange,
  embedded: Driver,
  findOther: () => Promise<Driver | { readonly missing: readonly string[] }>,
): Promise<Outcome> {
  const measured: Measured[] = [];
  if (wanted.has(FIGURES.lateness)) measured.push(await measureLateness(range, embedded));
  if (!wanted.has(FIGURES.drivers)) return { measured, notMeasured: [] };
  const other = await findOther();
  if (!('missing' in other)) {
    measured.push(await compareDrivers(range, embedded, other));
    return { measured, notMeasured: [] };
  }
  const why = `there is no k6: ${other.missing.join('; ')}. Install it: https://k6.io`;
  return { measured, notMeasured: [`${FIGURES.drivers}, because ${why}`] };
}
