import { join } from 'node:path';
import { z } from 'zod';
import type { ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import { VERDICTS } from '../records/verdict.ts';
import { writeWhole } from '../results/write-whole.ts';
import { slowed } from '../topologies/choices/slowed.ts';
import { readSpelling, spell } from '../topologies/spelling.ts';
import { type Figure, figureOf, figureSchema } from './figures.ts';

/** A run of the monolith beside itself, or beside one that wastes CPU time. */
export interface PlantedRun {
  readonly manifest: Pick<Manifest, 'runId' | 'arms' | 'baseline'>;
  readonly comparison: Pick<ComparisonFile, 'metrics'>;
}

const readingSchema = z.object({
  runId: z.string(),
  metric: z.string(),
  /** Share of CPU time that was planted, e.g. 0.05; 0 for the baseline's twin. */
  planted: z.number(),
  ratio: z.number(),
  ci95: z.tuple([z.number(), z.number()]),
  /** Whether the interval contains the truth. */
  inside: z.boolean(),
  verdict: z.enum(VERDICTS),
});
export type PlantedReading = z.infer<typeof readingSchema>;

const sameSchema = z.object({
  runId: z.string(),
  /** Metrics by which the baseline was compared with its twin. */
  metrics: z.number().int(),
  /** Those that were called higher or lower. */
  called: z.array(z.string()),
});

/** The contract of `results/planted.json`. */
export const plantedSchema = z.object({
  schema: z.literal(1),
  /** When it was written, ISO 8601. */
  at: z.string(),
  readings: z.array(readingSchema),
  same: z.array(sameSchema),
  figures: z.array(figureSchema),
  /** Whether every figure passes; never without one. */
  pass: z.boolean(),
});
export type Planted = z.infer<typeof plantedSchema>;

/** Of a hundred runs, so many may miss. */
const MISSES = 10;
/** By so much the mean of all runs may be off. */
const BIAS = 0.03;

/** Counts how often the runs have read what was planted. A run that did not come to a look has no interval, and does not count. */
export function tabulate(runs: readonly PlantedRun[], at = new Date()): Planted {
  const readings = runs.flatMap(readingsOf);
  const same = runs.flatMap(sameOf);
  const planted = plantedIn(readings);
  const figures = [
    ...planted.flatMap((share) => figuresOf(share, readings)),
    ...(same.length > 0 ? [calledOf(same)] : []),
  ];
  const pass = figures.length > 0 && figures.every((figure) => figure.pass);
  return { schema: 1, at: at.toISOString(), readings, same, figures, pass };
}

/** What was planted, ascending. */
export const plantedIn = (readings: readonly PlantedReading[]): number[] =>
  [...new Set(readings.map(({ planted }) => planted))].toSorted((a, b) => a - b);

/** Geometric mean of the ratios. @param readings at least one */
export const meanRatio = (readings: readonly PlantedReading[]): number =>
  Math.exp(readings.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / readings.length);

function readingsOf({ manifest, comparison }: PlantedRun): PlantedReading[] {
  const { runId, arms, baseline } = manifest;
  return comparison.metrics
    .filter(({ id }) => id.split('@')[0] === 'cpu-per-request')
    .flatMap(({ id: metric, comparisons }) =>
      comparisons.flatMap(({ arm, ratio, ci95, verdict }) => {
        const planted = plantedShare(topologyIn(arms, baseline), topologyIn(arms, arm));
        if (planted === undefined || ci95 === null) return [];
        const inside = ci95[0] <= 1 + planted && 1 + planted <= ci95[1];
        return [{ runId, metric, planted, ratio, ci95, inside, verdict }];
      }),
    );
}

/** The difference of an arm from the baseline, where it is CPU time wasted on purpose or none. */
function plantedShare(baseline: string, arm: string): number | undefined {
  const { base, chosen } = readSpelling(arm);
  const rest = chosen.filter(({ choice }) => choice.id !== slowed.id);
  if (spell({ base, chosen: rest }) !== spell(readSpelling(baseline))) return undefined;
  const wasted = chosen.find(({ choice }) => choice.id === slowed.id)?.value.env?.TEST_CPU_SLOWDOWN;
  return Number(wasted ?? 0);
}

function sameOf({ manifest, comparison }: PlantedRun): Planted['same'] {
  const { runId, arms, baseline } = manifest;
  const topology = topologyIn(arms, baseline);
  return arms
    .filter((arm) => arm.name !== baseline && arm.topology === topology)
    .flatMap(({ name }) => {
      const found = comparison.metrics.flatMap(({ id, comparisons }) =>
        comparisons.filter(({ arm, ci95 }) => arm === name && ci95).map(({ verdict }) => ({ id, verdict })),
      );
      const called = found.filter(({ verdict }) => verdict === 'higher' || verdict === 'lower');
      return found.length === 0 ? [] : [{ runId, metrics: found.length, called: called.map(({ id }) => id) }];
    });
}

const topologyIn = (arms: PlantedRun['manifest']['arms'], name: string): string =>
  arms.find((arm) => arm.name === name)?.topology ?? name;

function figuresOf(planted: number, all: readonly PlantedReading[]): Figure[] {
  const own = all.filter((reading) => reading.planted === planted);
  const [truth, name] = [1 + planted, planted === 0 ? 'same' : `slowed-${Math.round(100 * planted)}`];
  const share = (counts: (reading: PlantedReading) => boolean) => ({
    value: (100 * own.filter(counts).length) / own.length,
    note: `${own.filter(counts).length} of ${own.length}`,
  });
  const mostRuns = { unit: '%', expected: 100, tolerance: { absolute: MISSES }, better: 'nearer' } as const;
  const inside = figureOf(
    `planted.${name}-inside`,
    { ...mostRuns, what: `intervals that contain ${truth.toFixed(2)}` },
    share((reading) => reading.inside),
  );
  const mean = figureOf(
    `planted.${name}-ratio`,
    {
      what: `mean ratio of ${truth.toFixed(2)}`,
      unit: 'ratio',
      expected: truth,
      tolerance: { absolute: BIAS },
      better: 'nearer',
    },
    { value: meanRatio(own) },
  );
  // 5 % is the threshold itself, and 10 % is near it.
  if (planted < 0.2) return [inside, mean];
  const found = { ...mostRuns, what: `${truth.toFixed(2)} found to be higher` };
  return [
    inside,
    mean,
    figureOf(
      `planted.${name}-found`,
      found,
      share(({ verdict }) => verdict === 'higher'),
    ),
  ];
}

function calledOf(same: Planted['same']): Figure {
  const metrics = same.reduce((sum, each) => sum + each.metrics, 0);
  const called = same.reduce((sum, each) => sum + each.called.length, 0);
  const none = { what: 'the same called higher or lower', unit: '%', expected: 0 } as const;
  return figureOf(
    'planted.same-called',
    { ...none, tolerance: { absolute: 0 }, better: 'lower' },
    { value: (100 * called) / metrics, note: `${called} of ${metrics} metrics` },
  );
}

/** @returns its path */
export async function writePlanted(root: string, planted: Planted): Promise<string> {
  const path = join(root, 'results', 'planted.json');
  await writeWhole(path, `${JSON.stringify(plantedSchema.parse(planted), undefined, 2)}\n`);
  return path;
}
