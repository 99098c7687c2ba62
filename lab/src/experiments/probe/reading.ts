import type { ProbeReading } from '../../scenario/probe.ts';
import type { ProbeDetails } from './record.ts';
import type { ProbeChart, ProbeSettings } from './settings.ts';

const MOST = { values: 20_000, points: 2_000 } as const;

type Series = Pick<ProbeDetails, 'distributions' | 'curves'>;

/**
 * A reading's series as a trial's record has them.
 *
 * @throws when they are not for the charts of the settings, or when there are too many of them: naming the series
 */
export function seriesOf(
  { charts }: Pick<ProbeSettings, 'charts'>,
  { series }: Pick<ProbeReading, 'series'>,
): Series {
  const found: Series = { distributions: [], curves: [] };
  for (const each of series) {
    const { chart: id, line = null } = each;
    const chart = charts.find((one) => one.id === id);
    const what = line === null ? id : `${id}.${line}`;
    if (!chart) throw new Error(`the probe has a series ${what}, but the scenario has no such chart`);
    requireLine(chart, line, what);
    if (chart.kind === 'distribution') {
      if (!('values' in each)) throw new Error(`the series ${what} must have values`);
      const values = each.values.slice(0, MOST.values + 1).map((value) => stored(value, what));
      if (values.length > MOST.values) throw new Error(`the series ${what} has too many values`);
      found.distributions.push({ chart: id, line, values });
    } else {
      if (!('points' in each)) throw new Error(`the series ${what} must have points`);
      if (each.points.length > MOST.points) throw new Error(`the series ${what} has too many points`);
      const points = each.points.map(([x, y]): [number, number] => [finite(x, what), finite(y, what)]);
      if (points.some(([x], index) => x < (points[index - 1]?.[0] ?? x)))
        throw new Error(`the points of the series ${what} do not ascend`);
      found.curves.push({ chart: id, line, points });
    }
  }
  return found;
}

/**
 * The values of a reading.
 *
 * @throws when one is of no measure of the settings, or no number
 */
export function valuesOf(
  { measures }: Pick<ProbeSettings, 'measures'>,
  { values }: Pick<ProbeReading, 'values'>,
): Record<string, number> {
  for (const [id, value] of Object.entries(values)) {
    if (!measures.some((measure) => measure.id === id))
      throw new Error(`the probe has a value of ${id}, but the scenario has no such measure`);
    if (!Number.isFinite(value)) throw new Error(`the probe's value of ${id} is ${value}`);
  }
  return { ...values };
}

function requireLine({ lines = [] }: ProbeChart, line: string | null, what: string): void {
  const known = lines.length === 0 ? line === null : lines.some(({ id }) => id === line);
  if (!known) throw new Error(`the scenario's chart has no line for the series ${what}`);
}

const stored = (value: number, what: string): number | null =>
  value === Number.POSITIVE_INFINITY ? null : finite(value, what);

/** Four digits tell more than any chart shows. */
function finite(value: number, what: string): number {
  if (!Number.isFinite(value)) throw new Error(`the series ${what} holds ${value}`);
  return Number(value.toPrecision(4));
}
