import { planTrials } from '../plan/plan.ts';
import { type Random, seededRandom } from '../plan/random.ts';
import type { Comparison } from '../run/records/comparison.ts';
import { compareArms } from './compare-arms.ts';
import { type Confidence, confidenceAt } from './looks.ts';

/**
 * Made-up runs of which the truth is known, to try the statistics on. The truth is the median of the ratio of two trials of
 * one round: the noise of both is alike, so that their ratio is as often above it as below.
 */
export interface MachineModel {
  /** Factor by which one trial's value is off. */
  readonly noise: (random: Random) => number;
  /** Makes the factor by which the whole machine is slower at the run's 1st, 2nd, … trial. */
  readonly drift?: (random: Random) => () => number;
}

const BASELINE = { name: 'baseline', topology: 'baseline' };
const ARM = { name: 'arm', topology: 'arm' };

/** Relative spread of an arm's trials, on a machine that also does something else. */
const SPREAD = 0.1;

/** Values spread by 10 %, each in its own way. */
export const MACHINES = {
  normal: { noise: (random) => Math.max(0.01, 1 + SPREAD * normal(random)) },
  'log-normal': { noise: (random) => Math.exp(SPREAD * normal(random)) },
  // Infinite variance: one trial in a hundred is off by more than 60 %, on either side.
  'Student t, 2 degrees of freedom': { noise: (random) => Math.exp(SPREAD * studentT2(random)) },
  // One trial in ten meets a backup, a browser or an update, and takes any multiple of its time.
  'Pareto outliers': {
    noise: (random) =>
      Math.exp(SPREAD * normal(random)) * (random() < 0.1 ? (1 - random()) ** -(1 / 1.5) : 1),
  },
  drifting: {
    noise: (random) => Math.exp(0.05 * normal(random)),
    drift: trendAndWalk,
  },
} as const satisfies Record<string, MachineModel>;

/** A machine that gets 1 % slower with each trial, and wanders by 4 % from each to the next. */
function trendAndWalk(random: Random): () => number {
  let log = 0;
  return () => {
    log += 0.01 + 0.04 * normal(random);
    return Math.exp(log);
  };
}

export interface Experiment {
  readonly machine: MachineModel;
  /** Rounds at which a run compares; it stops at the first one with a verdict. */
  readonly looks: readonly number[];
  /** The arm's value over the baseline's. */
  readonly truth: number;
  /** The threshold of the verdicts. */
  readonly delta: number;
  readonly runs: number;
  /** All trials of the baseline first, as a lab without interleaving would do it. */
  readonly inBlocks?: boolean;
}

export interface SimulatedRun {
  /** What the look at which the run stopped has found. */
  readonly comparison: Comparison;
  /** Rounds until it stopped. */
  readonly rounds: number;
}

/** Runs of two arms, each from its plan to its comparison: the lab's own plan and statistics on made-up values. */
export function simulateRuns(experiment: Experiment): SimulatedRun[] {
  const { looks, runs } = experiment;
  const levels = looks.map((rounds) => ({ rounds, confidence: confidenceAt(looks, rounds) }));
  return Array.from({ length: runs }, (_, index) => simulateRun(experiment, levels, index + 1));
}

interface Look {
  readonly rounds: number;
  readonly confidence: Confidence;
}

function simulateRun(experiment: Experiment, looks: readonly Look[], seed: number): SimulatedRun {
  const { delta } = experiment;
  const trials = makeTrials(experiment, seed);
  const upTo = (arm: typeof ARM, rounds: number) =>
    new Map(
      trials.filter((trial) => trial.arm === arm && trial.round <= rounds).map((t) => [t.round, t.value]),
    );
  for (const { rounds, confidence } of looks) {
    const comparison = compareArms('arm', upTo(ARM, rounds), upTo(BASELINE, rounds), delta, confidence);
    if (!comparison) throw new Error('a run without a round has nothing to compare');
    if (comparison.verdict !== 'inconclusive' || rounds === looks.at(-1)?.rounds)
      return { comparison, rounds };
  }
  throw new Error('a run without a look never compares');
}

function makeTrials({ machine, looks, truth, inBlocks }: Experiment, seed: number) {
  const planned = planTrials([BASELINE, ARM], looks.at(-1) ?? 0, seed);
  const order = inBlocks
    ? planned.toSorted((a, b) => Number(a.arm === ARM) - Number(b.arm === ARM))
    : planned;
  // Another stream than the one that drew the order.
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) + 1);
  const slowness = machine.drift?.(random) ?? (() => 1);
  return order.map(({ arm, round }) => ({
    arm,
    round,
    value: (arm === ARM ? truth : 1) * slowness() * machine.noise(random),
  }));
}

/** Box and Muller (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** By its distribution function, which has a closed form for 2 degrees of freedom: F(t) = ½ + t / (2·√(2 + t²)). */
function studentT2(random: Random): number {
  const u = 2 * random() - 1;
  return (u * Math.SQRT2) / Math.sqrt(1 - u * u || Number.EPSILON);
}
