import { median } from '../../stats/order-statistics.ts';
import type { RunOf } from '../kind.ts';
import type { BuildRecord, CellRecord } from './record.ts';
import { type Cell, CHANGE_TITLES, CHANGES, type Change, cellId, STEPS, type Step } from './settings.ts';
import { lookingShare } from './values.ts';

export interface StepView {
  readonly step: Step;
  /** Medians over the trials. */
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** What a change took in one arm's code base. */
export interface CellView extends Cell {
  readonly arm: string;
  readonly title: string;
  readonly steps: readonly StepView[];
  /** Medians over the trials, from the edit until the change runs. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Share of the seconds in which the tools looked for what to do; undefined where that was not told. */
  readonly looking: number | undefined;
}

/** Every change in every arm's code bases, over its valid trials; empty for other runs. */
export function cellViews({ manifest, trials }: RunOf<BuildRecord>): CellView[] {
  return manifest.arms.flatMap(({ name: arm }) => {
    const records = trials
      .filter((trial) => trial.valid && trial.arm === arm)
      .flatMap(({ details }) => details?.cells ?? []);
    const ids = [...new Set(records.map(cellId))];
    return ids.flatMap(
      (id) =>
        viewOf(
          arm,
          records.filter((record) => cellId(record) === id),
        ) ?? [],
    );
  });
}

function viewOf(arm: string, records: readonly CellRecord[]): CellView | undefined {
  const [first] = records;
  if (!first) return undefined;
  const { change, growth, cpus } = first;
  const total = (read: (step: CellRecord['steps'][number]) => number) =>
    median(records.map(({ steps }) => steps.reduce((sum, step) => sum + read(step), 0)));
  const looking = records.flatMap((record) => lookingShare(record) ?? []);
  return {
    ...{ arm, change, growth, cpus, title: CHANGE_TITLES[change] },
    steps: STEPS.flatMap((step) => stepOf(step, records) ?? []),
    seconds: total(({ wallMs }) => wallMs) / 1000,
    cpuSeconds: total(({ cpuSeconds }) => cpuSeconds),
    looking: looking.length === 0 ? undefined : median(looking),
  };
}

function stepOf(step: Step, records: readonly CellRecord[]): StepView | undefined {
  const own = records.flatMap(({ steps }) => steps.filter((each) => each.step === step));
  if (own.length === 0) return undefined;
  const middle = (read: (each: (typeof own)[number]) => number) => median(own.map(read));
  return {
    step,
    seconds: middle(({ wallMs }) => wallMs) / 1000,
    cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
  };
}

/** The changes that were made in code bases of more than one size, in their usual order. */
export function grownChanges(views: readonly CellView[]): Change[] {
  const sizes = (change: Change) =>
    new Set(views.filter((view) => view.change === change && view.cpus === 'all').map(({ growth }) => growth))
      .size;
  return CHANGES.filter((change) => sizes(change) > 1);
}

/** How large each arm's code bases were, by growth. */
export function codeBaseSizes({ manifest, trials }: RunOf<BuildRecord>) {
  return manifest.arms.flatMap(({ name: arm }) => {
    const record = trials.findLast((trial) => trial.valid && trial.arm === arm)?.details;
    return (record?.codeBases ?? []).map((codeBase) => ({ arm, ...codeBase }));
  });
}
