import { afterAll, describe, expect, it } from 'vitest';
import {
  type Experiment,
  MACHINES,
  type MachineModel,
  type SimulatedRun,
  simulateRuns,
} from '../../test/fixtures/simulated-runs.ts';

const LOOKS = [10, 20, 30];
/**
 * The least threshold of any metric, that of throughput and CPU time, and half of the spread of the trials: the hardest to keep
 * from false verdicts.
 */
const DELTA = 0.05;

const report: string[] = [];
// Printed so that a reader of the log sees the figures, and not only that they lie within bounds.
afterAll(() => console.info(report.join('\n')));

/** Many runs of one experiment. */
const runsOf = (given: Omit<Experiment, 'delta' | 'runs'>): SimulatedRun[] =>
  simulateRuns({ ...given, delta: DELTA, runs: 2_500 });

/** Tells the share of runs of which something holds. */
function shareOf(what: string, is: (run: SimulatedRun) => boolean, runs: readonly SimulatedRun[]): number {
  const share = runs.filter(is).length / runs.length;
  report.push(`${what}: ${(100 * share).toFixed(2)} %`);
  return share;
}

const covers =
  (truth: number, series: 'ci95' | 't95' = 'ci95') =>
  ({ comparison }: SimulatedRun): boolean => {
    const interval = comparison[series];
    return interval !== null && interval[0] <= truth && truth <= interval[1];
  };

const differs = ({ comparison: { verdict } }: SimulatedRun): boolean =>
  verdict === 'higher' || verdict === 'lower';

describe.each(Object.entries<MachineModel>(MACHINES))('%s trials', (name, machine) => {
  it.each([6, 10, 20, 30])(
    'the 95 %% interval of %i rounds covers the true ratio in 94 to 99 %% of runs',
    (rounds) => {
      const runs = runsOf({ machine, looks: [rounds], truth: 1.3 });
      const coverage = shareOf(`${name}, ${rounds} rounds: coverage`, covers(1.3), runs);
      expect(coverage).toBeGreaterThanOrEqual(0.94);
      expect(coverage).toBeLessThanOrEqual(0.99);
      const crossCheck = shareOf(
        `${name}, ${rounds} rounds: coverage of the t interval`,
        covers(1.3, 't95'),
        runs,
      );
      expect(crossCheck).toBeGreaterThanOrEqual(0.92);
    },
  );

  it('the interval at which a run of up to three looks stops covers it as often', () => {
    // At this ratio some runs stop at the first look and some never get a verdict.
    const runs = runsOf({ machine, looks: LOOKS, truth: 1.15 });
    const coverage = shareOf(`${name}, 10 to 30 rounds: coverage`, covers(1.15), runs);
    expect(coverage).toBeGreaterThanOrEqual(0.94);
    expect(coverage).toBeLessThanOrEqual(0.99);
    const stopped = shareOf(`${name}: stopped before 30 rounds`, ({ rounds }) => rounds < 30, runs);
    expect(stopped).toBeGreaterThan(0.05);
    expect(stopped).toBeLessThan(0.95);
  });

  it.each([[[6]], [[10]], [[20]], [[30]], [LOOKS]])(
    'an arm against itself is higher or lower in at most 1 %% of runs of %j rounds',
    (looks) => {
      const what = `${name}, looking after ${looks.join(', ')} rounds: false higher or lower`;
      expect(shareOf(what, differs, runsOf({ machine, looks, truth: 1 }))).toBeLessThanOrEqual(0.01);
    },
  );

  it.each([1 + DELTA, 1 / (1 + DELTA)])(
    'a ratio that just matters, %f, is called equivalent in at most 5 %% of runs',
    (truth) => {
      const what = `${name}, truth ${truth.toFixed(3)}: false equivalent`;
      const equivalent = ({ comparison }: SimulatedRun) => comparison.verdict === 'equivalent';
      expect(shareOf(what, equivalent, runsOf({ machine, looks: LOOKS, truth }))).toBeLessThanOrEqual(0.05);
    },
  );
});

describe('arms in blocks, one after the other, on a machine that drifts', () => {
  const run = { machine: MACHINES.drifting, looks: [10], inBlocks: true };

  it('differ from themselves far too often', () => {
    const what = 'drifting, 10 rounds in blocks: false higher or lower';
    expect(shareOf(what, differs, runsOf({ ...run, truth: 1 }))).toBeGreaterThan(0.2);
  });

  it('have intervals that miss the truth', () => {
    const what = 'drifting, 10 rounds in blocks: coverage';
    expect(shareOf(what, covers(1.3), runsOf({ ...run, truth: 1.3 }))).toBeLessThan(0.7);
  });
});

it('noise that drowns the threshold leaves the error of the interval itself: 3 % for six rounds', () => {
  const machine = { noise: (random: () => number) => (0.01 + random()) ** 4 };
  const what = 'noise of many times the threshold, 6 rounds: false higher or lower';
  const share = shareOf(what, differs, runsOf({ machine, looks: [6], truth: 1 }));
  expect(share).toBeGreaterThan(0.01);
  expect(share).toBeLessThanOrEqual(0.05);
});
