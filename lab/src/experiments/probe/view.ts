import { z } from 'zod';
import type { Manifest } from '../../records/manifest.ts';
import { type Text, textSchema } from '../../scenario/scenario.ts';
import { median } from '../../stats/order-statistics.ts';
import type { RunOf } from '../kind.ts';
import type { ProbeDetails } from './record.ts';
import { chartSchema, type ProbeChart } from './settings.ts';

const toldLoad = z.looseObject({
  name: z.string(),
  inTurns: z.boolean().optional(),
  turnSeconds: z.number().optional(),
  seconds: z.record(z.string(), z.number()).optional(),
});

type ToldLoad = z.infer<typeof toldLoad>;

/**
 * What is told of a run's settings, in the words of their own schema. This is read of runs of every age: one whose settings are others is
 * told without.
 */
const toldSchema = z.looseObject({
  does: textSchema.optional(),
  charts: z.array(chartSchema).default([]),
  phases: z.array(toldLoad).default([]),
  bursts: z.array(toldLoad).default([]),
  checkout: z.unknown().optional(),
});

export const storedSettings = ({ scenario }: Pick<Manifest, 'scenario'>): z.infer<typeof toldSchema> =>
  toldSchema.safeParse(scenario.experiment.settings).data ?? { charts: [], phases: [], bursts: [] };

/** A load in which arms took turns. */
interface LoadInTurns {
  readonly name: string;
  /** Of a turn, at most; of a burst without what goes before its window. Undefined where the run does not tell. */
  readonly seconds: number | undefined;
}

/** The loads in which the run's arms took turns. Not every profile has each of them. */
export function loadsInTurns(
  manifest: Pick<Manifest, 'scenario' | 'arms' | 'profile' | 'blockSeconds'>,
): LoadInTurns[] {
  if (manifest.arms.length < 2) return [];
  const { phases, bursts } = storedSettings(manifest);
  const { profile, blockSeconds } = manifest;
  const taken = ({ inTurns, seconds }: ToldLoad) => inTurns && seconds?.[profile] !== 0;
  return [
    ...phases
      .filter(taken)
      .map(({ name, turnSeconds }) => ({ name, seconds: turnSeconds ?? blockSeconds ?? undefined })),
    ...bursts
      .filter(taken)
      .map(({ name, seconds, turnSeconds }) => ({ name, seconds: turnSeconds ?? seconds?.[profile] })),
  ];
}

/** A line of a chart: an arm's, or one of several that an arm has. */
export interface ViewLine {
  readonly arm: string;
  /** Its place among the arm's lines, from 0, and what it is; no title where the arm has one line. */
  readonly nth: number;
  readonly title: Text | undefined;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Of a distribution: how many values, and how many of them were not over. */
  readonly count: number;
  readonly open: number;
}

export interface ChartView {
  readonly chart: Omit<ProbeChart, 'lines'>;
  readonly lines: readonly ViewLine[];
}

/** A line of a chart's, or the only one that an arm has. */
interface NamedLine {
  readonly id: string | null;
  readonly title: Text | undefined;
}

const ONLY: readonly NamedLine[] = [{ id: null, title: undefined }];

/** The charts of a run that have something to show, made of its valid trials. */
export function chartViews({
  manifest,
  trials,
}: Pick<RunOf<ProbeDetails>, 'manifest' | 'trials'>): ChartView[] {
  const details = trials.flatMap(({ arm, valid, details: own }) => (valid && own ? [{ arm, own }] : []));
  return storedSettings(manifest).charts.flatMap(({ lines = [], ...chart }) => {
    const named: readonly NamedLine[] = lines.length > 0 ? lines : ONLY;
    const found = manifest.arms.flatMap(({ name: arm }) =>
      named.flatMap(({ id, title }, nth): ViewLine[] => {
        const isIts = (each: { readonly chart: string; readonly line: string | null }) =>
          each.chart === chart.id && each.line === id;
        const own = details.filter((each) => each.arm === arm).map((each) => each.own);
        if (chart.kind === 'curve') {
          const points = medianCurve(
            own.map(({ curves }) => curves.filter(isIts).flatMap((each) => each.points)),
          );
          return points.length > 0 ? [{ arm, nth, title, points, count: 0, open: 0 }] : [];
        }
        const values = own.flatMap(({ distributions }) =>
          distributions.filter(isIts).flatMap((each) => each.values),
        );
        const open = values.filter((value) => value === null).length;
        return values.length > 0
          ? [{ arm, nth, title, points: cumulative(values), count: values.length, open }]
          : [];
      }),
    );
    return found.length > 0 ? [{ chart, lines: found }] : [];
  });
}

/** Points of a distribution's line at most. */
const MOST_POINTS = 300;

/** For each value, the share of all values that are not greater, in percent. A null counts in all, and is greater than each. Many values are thinned evenly. */
export function cumulative(values: readonly (number | null)[]): [x: number, percent: number][] {
  const known = values.flatMap((value) => value ?? []).toSorted((a, b) => a - b);
  const steps = Math.min(known.length, MOST_POINTS);
  const shown = Array.from(
    { length: steps },
    (_, step) => known[Math.ceil(((step + 1) * known.length) / steps) - 1],
  );
  return [...new Set(shown)].flatMap((value): [number, number][] =>
    value === undefined ? [] : [[value, (100 * (known.lastIndexOf(value) + 1)) / values.length]],
  );
}

/** The median of several trials' curves at each x that any of them has. */
export function medianCurve(
  curves: readonly (readonly (readonly [number, number])[])[],
): [x: number, y: number][] {
  const at = new Map<number, number[]>();
  for (const [x, y] of curves.flat()) at.set(x, [...(at.get(x) ?? []), y]);
  return [...at].map(([x, ys]): [number, number] => [x, median(ys)]).toSorted(([a], [b]) => a - b);
}

/** The least value that a share of all do not exceed; undefined where they are not over by then. @param percent above 0 */
export const reaching = ({ points }: Pick<ViewLine, 'points'>, percent: number): number | undefined =>
  points.find(([, share]) => share >= percent)?.[0];
