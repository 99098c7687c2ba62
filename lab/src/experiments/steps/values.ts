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

/** What is counted after a change, and held against the whole code base. */
export const COUNTS = ['contexts', 'packages', 'files', 'tests'] as const;
export type Count = (typeof COUNTS)[number];

/** What they are called; their units are their ids. */
export const COUNT_TITLES = {
  contexts: 'contexts in packages rebuilt',
  packages: 'packages rebuilt',
  files: 'files emitted',
  tests: 'tests run',
} as const satisfies Record<Count, string>;

/**
 * All that trials may have values of, from the smallest code base to the largest, on all CPUs and then on one. By cell:
 * `<cell>.running`, seconds from the edit until the changed code runs, `<cell>.cpu`, the seconds of each step, `<cell>.looking`, how much
 * of `running` the tools looked for what to do, in percent, and on all CPUs the counts of {@link COUNT_TITLES}. By change: how
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
    const amount = (part: string, label: string, unit: string): Measure => ({
      ...{ id: `${cellId(cell)}.${part}`, label, unit, better: 'lower', delta: DELTA },
      ...{ kind: 'amount', group },
    });
    return [
      seconds('running', 'edit to running'),
      seconds('cpu', 'CPU, edit to running'),
      ...STEPS.map((step) => seconds(step, STEP_TITLES[step])),
      ...(cell.change === 'clean' ? [] : [amount('looking', 'of it, tools looking for what to do', '%')]),
      ...(cell.cpus === 'one' ? [] : COUNTS.map((count) => amount(count, COUNT_TITLES[count], count))),
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

/** The values of a trial, by the ids of {@link measuresOf}. What took no time at all, such as restarting nothing, and a count of nothing have none. */
export function valuesOf(cells: readonly CellRecord[]): Record<string, number> {
  const values = new Map<string, number>();
  for (const cell of cells) {
    const id = cellId(cell);
    values.set(`${id}.running`, sum(cell.steps.map(({ wallMs }) => wallMs)) / 1000);
    values.set(`${id}.cpu`, sum(cell.steps.map(({ cpuSeconds }) => cpuSeconds)));
    for (const { step, wallMs } of cell.steps) values.set(`${id}.${step}`, wallMs / 1000);
    const looking = lookingShare(cell);
    if (looking !== undefined) values.set(`${id}.looking`, 100 * looking);
    const counts = cell.cpus === 'all' ? Object.entries(countsOf(cell)) : [];
    for (const [count, value] of counts) if (value !== undefined) values.set(`${id}.${count}`, value);
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

/** How much of the time from the edit until it runs the tools looked for what to do, 0 to 1; undefined where they did not tell. */
export function lookingShare({ steps }: Pick<CellRecord, 'steps'>): number | undefined {
  const looking = steps.flatMap(({ lookingMs }) => lookingMs ?? []);
  // The compiler and the tests: one of the two alone is no share of the whole.
  return looking.length < 2 ? undefined : sum(looking) / sum(steps.map(({ wallMs }) => wallMs));
}

/** What a change was work on: the contexts whose packages were built, those packages, the files written and the tests run. */
export function countsOf({ steps }: Pick<CellRecord, 'steps'>): Partial<Record<Count, number | undefined>> {
  const of = (name: string) => steps.find(({ step }) => step === name);
  const compiled = of('compile');
  return {
    contexts: compiled?.contextsRebuilt,
    packages: compiled?.packagesRebuilt,
    files: compiled?.filesEmitted,
    tests: of('test')?.testsRun,
  };
}

function growthsOf(change: Cell['change'], cells: readonly Cell[]): number[] {
  const own = cells.filter((cell) => cell.change === change && cell.cpus === 'all');
  return [...new Set(own.map(({ growth }) => growth))].toSorted((a, b) => a - b);
}

const groupOf = ({ change, growth, cpus }: Cell): string =>
  `${CHANGE_TITLES[change]}, code ×${growth}${cpus === 'one' ? ', one CPU' : ''}`;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
