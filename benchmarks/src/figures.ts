import { join } from 'node:path';
import { writeWhole } from '@lab/lab/results/write-whole';
import type { Spread } from './interleave.ts';

/** A figure that was measured, with what a reader needs to judge it. */
export interface Measured {
  readonly id: string;
  readonly unit: 'ratio' | 'ms' | 's' | 'MB' | 'ms/s';
  readonly better: 'higher' | 'lower';
  /** What we are content with. */
  readonly target: number;
  /** One sentence for a reader of the table: what the figure says. */
  readonly meaning: string;
  /** Its median is the figure. */
  readonly spread: Spread;
  /** The two quantities that a ratio is made of, medians; undefined if the figure is not a ratio. */
  readonly sides: { readonly counted: string; readonly ours: number; readonly other: number } | undefined;
}

/** The contract of `results/bench.json`. Most figures are ratios, which mean the same on a fast and on a slow machine. */
export interface BenchFile {
  readonly schema: 1;
  readonly figures: readonly ({ readonly value: number } & Pick<
    Measured,
    'id' | 'unit' | 'target' | 'better'
  >)[];
}

export function toBenchFile(measured: readonly Measured[]): BenchFile {
  const figures = measured.map(({ id, unit, target, better, spread }) => ({
    id,
    value: Number(spread.median.toFixed(3)),
    unit,
    target,
    better,
  }));
  return { schema: 1, figures };
}

export const isMet = ({ better, target, spread }: Measured): boolean =>
  better === 'higher' ? spread.median >= target : spread.median <= target;

/** Written under another name and then renamed, so that it is complete or not there. @returns its path */
export async function writeBenchFile(root: string, file: BenchFile): Promise<string> {
  const path = join(root, 'results', 'bench.json');
  await writeWhole(path, `${JSON.stringify(file, undefined, 2)}\n`);
  return path;
}
