import type { Measure } from '../../scenario/scenario.ts';
import type { Operation } from '../../scenario/workload.ts';
import { compensationMeasures } from './sagas/values.ts';
import type { DisturbanceSettings } from './settings.ts';
import { LEAST_PERCENT } from './values.ts';

/** What reports list the measures of the calm under. */
const GROUP = 'When nothing goes wrong';

/** What arms are compared by, besides the metrics of any load: what the processes count, and what the workload observes. */
export const calmMeasures = ({ calm, sagas }: Pick<DisturbanceSettings, 'calm' | 'sagas'>): Measure[] => {
  const common = { better: 'lower', delta: 0.1, kind: 'amount', group: GROUP } as const;
  return [
    ...(calm?.counted ?? []).map(({ id, label, unit }) => ({ ...common, id, label, unit })),
    ...(calm?.observed ?? []).map(({ id, label }) => ({ ...common, id, label, unit: '%' })),
    ...(sagas ? compensationMeasures : []),
  ];
};

/** What there was to see of the calm. */
interface CalmSeen {
  /** What the processes had counted before it and after it. */
  readonly before: ReadonlyMap<string, number>;
  readonly after: ReadonlyMap<string, number>;
  /** The requests in between. */
  readonly operations: readonly Operation[];
}

/** The values of {@link calmMeasures} that a calm came to: none of what no process counts, or nobody observed. */
export function calmValues(
  { calm }: Pick<DisturbanceSettings, 'calm'>,
  { before, after, operations }: CalmSeen,
): Record<string, number> {
  const done = operations.filter(({ outcome }) => outcome === 'ok').length;
  const counted = (calm?.counted ?? []).flatMap(({ id, metric }) => {
    const [from, to] = [before.get(metric), after.get(metric)];
    return from === undefined || to === undefined || done === 0 ? [] : [[id, (to - from) / done] as const];
  });
  const observed = (calm?.observed ?? []).flatMap(({ id, field }) => {
    const seen = operations.flatMap(({ observed }) => booleanOf(observed, field));
    const share = seen.filter(Boolean).length / seen.length;
    // Nothing has no ratio.
    return seen.length === 0 ? [] : [[id, Math.max(LEAST_PERCENT, 100 * share)] as const];
  });
  return Object.fromEntries([...counted, ...observed]);
}

function booleanOf(observed: Operation['observed'], field: string): boolean[] {
  if (typeof observed !== 'object' || observed === null || Array.isArray(observed)) return [];
  const value: unknown = (observed as { readonly [name: string]: unknown })[field];
  return typeof value === 'boolean' ? [value] : [];
}
