import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import type { Comparison } from './interleave.ts';

/** A benchmark that was carried out. */
export interface Measured {
  readonly benchmark: Benchmark;
  readonly comparison: Comparison;
}

/** The contract of `results/bench.json`. A figure is a ratio, so that it means the same on a fast and on a slow machine. */
export interface BenchFile {
  readonly schema: 1;
  readonly figures: readonly {
    readonly id: string;
    readonly value: number;
    readonly unit: 'ratio';
    readonly target: number;
    readonly better: 'higher';
  }[];
}

export function toBenchFile(measured: readonly Measured[]): BenchFile {
  const figures = measured.map(({ benchmark: { id, target }, comparison: { ratio } }) => ({
    id,
    value: Number(ratio.median.toFixed(3)),
    unit: 'ratio' as const,
    target,
    better: 'higher' as const,
  }));
  return { schema: 1, figures };
}

/** Written under another name and then renamed, so that it is complete or not there. @returns its path */
export async function writeBenchFile(root: string, file: BenchFile): Promise<string> {
  const folder = join(root, 'results');
  const path = join(folder, 'bench.json');
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.part`, `${JSON.stringify(file, undefined, 2)}\n`);
  await rename(`${path}.part`, path);
  return path;
}
