import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../results/write-whole.ts';
import type { Expectation, Reading } from './known-answer.ts';

/** A known answer beside what a driver read. Values, tolerance included, are in `unit`. */
export const figureSchema = z.object({
  /** `<driver>.<known answer>`, e.g. `embedded.delay-slope`. */
  id: z.string(),
  what: z.string(),
  /** Null when it could not be read; `note` says why. */
  value: z.number().nullable(),
  unit: z.enum(['ratio', 'ms', '%', '1/s']),
  expected: z.number(),
  /** The value passes when it is this near to `expected`. */
  tolerance: z.number(),
  /** What to aim at: the expected value, or the greatest that passes where lower is better. */
  target: z.number(),
  better: z.enum(['nearer', 'lower']),
  pass: z.boolean(),
  note: z.string(),
});
export type Figure = z.infer<typeof figureSchema>;

/** The contract of `results/calibration.json`. */
export const calibrationSchema = z.object({
  schema: z.literal(1),
  /** When it was written, ISO 8601. */
  at: z.string(),
  drivers: z.array(z.object({ id: z.string(), description: z.string() })),
  /** Drivers that are not on this machine, and why. */
  skipped: z.array(z.object({ driver: z.string(), because: z.string() })),
  figures: z.array(figureSchema),
  /** Whether every figure passes. */
  pass: z.boolean(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** Judges a reading. What could not be read has not passed. */
export function figureOf(id: string, expectation: Expectation, reading: Reading): Figure {
  const { what, unit, better } = expectation;
  const expected = reading.expected ?? expectation.expected;
  const tolerance =
    'absolute' in expectation.tolerance
      ? expectation.tolerance.absolute
      : expectation.tolerance.relative * expected;
  const { note = '' } = reading;
  // Without any answer the reading is NaN.
  const value = Number.isFinite(reading.value) ? reading.value : null;
  const distance = value === null ? Number.POSITIVE_INFINITY : value - expected;
  return {
    id,
    what,
    value: value === null ? null : rounded(value),
    unit,
    expected: rounded(expected),
    tolerance: rounded(tolerance),
    target: rounded(better === 'nearer' ? expected : expected + tolerance),
    better,
    pass: (better === 'nearer' ? Math.abs(distance) : distance) <= tolerance,
    note,
  };
}

const rounded = (value: number): number => Number(value.toFixed(4));

/** Written under another name and then renamed, so that it is complete or not there. @returns its path */
export async function writeCalibration(root: string, calibration: Calibration): Promise<string> {
  const path = join(root, 'results', 'calibration.json');
  await writeWhole(path, `${JSON.stringify(calibrationSchema.parse(calibration), undefined, 2)}\n`);
  return path;
}
