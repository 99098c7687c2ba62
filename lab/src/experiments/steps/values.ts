import type { Measure } from '../../scenario/scenario.ts';
import type { CellRecord } from './record.ts';
import {
  type Cell,
  CHANGE_TITLES,
  CHANGES,
  CPU_MODES,
  cellId,
  STEPS,
  type StepsSettings,
} from './settings.ts';

const STEP_TITLES = {
  compile: 'type-check and compile',
  test: 'tests concerned',
  restart: 'restart until ready',
} as const;

/** Smaller differences nobody would wait for, or pay for. */
const DELTA = 0.1;

/**
 * All that trials may have values of, from the smallest code base to the largest, on all CPUs and then on one. By cell:
 * `<cell>.running`, seconds from the edit until the changed code runs, `<cell>.cpu`, and the seconds of each step. By change: how
 * much of that grows with the code base, `<change>.growth` and `<change>.cpu-growth`, each the largest code base's over the smallest's.
 */
export function measuresOf({ cells }: StepsSettings): Measure[] {
  const all = new Map(
    Object.values(cells)
      .flat()
      .map((cell) => [cellId(cell), cell]),
  );
  const inOrder = [...all.values()].toSorted(
    (a, b) =>
      CPU_MODES.indexOf(a.cpus) - CPU_MODES.indexOf(b.cpus) ||
      a.growth - b.growth ||
      CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change),
  );
  const byCell = inOrder.flatMap((cell) => {
    const group = groupOf(cell);
    const seconds = (part: string, what: string): Measure => ({
      ...{ id: `${cellId(cell)}.${part}`, label: what, unit: 's', better: 'lower', delta: DELTA },
      ...{ kind: part === 'cpu' ? 'cpu' : 'duration', group },
    });
    return [
      seconds('running', 'edit to running'),
      seconds('cpu', 'CPU, edit to running'),
      ...STEPS.map((step) => seconds(step, STEP_TITLES[step])),
    ];
  });
  const grown = CHANGES.filter((change) => growthsOf(change, inOrder).length > 1);
  const byChange = grown.flatMap((change) => {
    const times = (part: string, label: string): Measure => ({
      ...{ id: `${change}.${part}`, label, unit: 'times', better: 'lower', delta: DELTA },
      ...{ kind: 'amount', group: `${CHANGE_TITLES[change]}, as the code grows` },
    });
    return [
      times('growth', 'edit to running, largest code base ÷ smallest'),
      times('cpu-growth', 'CPU, largest code base ÷ smallest'),
    ];
  });
  return [...byCell, ...byChange];
}

/** The values of a trial, by the ids of {@link measuresOf}. What took no time at all, such as restarting nothing, has none. */
export function valuesOf(cells: readonly CellRecord[]): Record<string, number> {
  const values = new Map<string, number>();
  for (const cell of cells) {
    const id = cellId(cell);
    values.set(`${id}.running`, sum(cell.steps.map(({ wallMs }) => wallMs)) / 1000);
    values.set(`${id}.cpu`, sum(cell.steps.map(({ cpuSeconds }) => cpuSeconds)));
    for (const { step, wallMs } of cell.steps) values.set(`${id}.${step}`, wallMs / 1000);
  }
  for (const change of CHANGES) {
    const growths = growthsOf(change, cells);
    const [least, most] = [growths.at(0), growths.at(-1)];
    if (least === undefined || most === undefined || least === most) continue;
    for (const [part, name] of [
      ['running', 'growth'],
      ['cpu', 'cpu-growth'],
    ] as const) {
      const at = (growth: number) => values.get(`${cellId({ change, growth, cpus: 'all' })}.${part}`) ?? 0;
      values.set(`${change}.${name}`, at(least) > 0 ? at(most) / at(least) : 0);
    }
  }
  return Object.fromEntries([...values].filter(([, value]) => value > 0));
}

function growthsOf(change: Cell['change'], cells: readonly Cell[]): number[] {
  const own = cells.filter((cell) => cell.change === change && cell.cpus === 'all');
  return [...new Set(own.map(({ growth }) => growth))].toSorted((a, b) => a - b);
}

const groupOf = ({ change, growth, cpus }: Cell): string =>
  `${CHANGE_TITLES[change]}, code ×${growth}${cpus === 'one' ? ', one CPU' : ''}`;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
