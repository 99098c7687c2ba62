import { KOREAN } from '../../charts/korean.ts';
import type { PhaseRecord, TrialRecord } from '../../records/trial.ts';
import type { Text } from '../../scenario/scenario.ts';
import { exponential, meanLogOf, tInterval } from '../../stats/estimate.ts';

/** Error of all phases of an arm together: in one run of twenty an arm that does not drift is said to. */
const ERROR = 0.05;
/** Less would turn no verdict: it is a third of the least difference that counts in a p50. */
const LEAST_SIZE = 0.03;
/** A line through fewer seconds says nothing. */
const LEAST_SECONDS = 6;

/** An arm's ratio to the baseline changes within a phase, and does so again in other rounds. */
export interface Drift {
  readonly phase: string;
  readonly arm: string;
  /** What the ratio is in the middle of the phase's second half, divided by what it is in the middle of its first. */
  readonly change: number;
  readonly interval: readonly [number, number];
  readonly rounds: number;
}

type Phase = Pick<PhaseRecord, 'name' | 'seconds' | 'timeline'>;

interface Ran extends Pick<TrialRecord, 'arm' | 'round'> {
  readonly phases: readonly Phase[];
}

/**
 * Drifts that repeat. Systems take turns of a few seconds, so the second seconds of two arms ran close to each other, and had the same
 * requests. For each round a line is laid through the logarithms of their ratios by least squares. Student's t interval over the rounds
 * says whether its slope repeats. What drifts in both arms alike is no drift of their ratio.
 *
 * @param trials valid ones; one of an arm in a round
 * @param baseline the arm that the others are compared with
 */
export function driftsOf(trials: readonly Ran[], baseline: string): Drift[] {
  const arms = [...new Set(trials.map(({ arm }) => arm))].filter((arm) => arm !== baseline);
  const phases = [...new Set(trials.flatMap((trial) => trial.phases.map(({ name }) => name)))];
  const long = phases.filter((name) =>
    trials.some((trial) => (phaseOf(trial, name)?.seconds ?? 0) >= LEAST_SECONDS),
  );
  return arms.flatMap((arm) =>
    long.flatMap((phase) => {
      const changes = changesOf(trials, phase, arm, baseline);
      if (changes.length === 0) return [];
      const estimate = meanLogOf(changes);
      const interval = exponential(tInterval(estimate, 1 - ERROR / long.length));
      const change = Math.exp(estimate.value);
      const repeats = interval && (interval.low > 1 || interval.high < 1);
      const counts = Math.abs(change - 1) >= LEAST_SIZE;
      if (!repeats || !counts) return [];
      return [{ phase, arm, change, interval: [interval.low, interval.high], rounds: estimate.rounds }];
    }),
  );
}

/** The change of each round that has both arms. */
function changesOf(trials: readonly Ran[], phase: string, arm: string, baseline: string): number[] {
  return trials.flatMap((own) => {
    if (own.arm !== arm) return [];
    const base = trials.find((trial) => trial.round === own.round && trial.arm === baseline);
    const change = changeWithin(phaseOf(own, phase), base && phaseOf(base, phase));
    return change === undefined ? [] : [change];
  });
}

/** By how much the ratio changes along its line, from the middle of the phase's first half to that of its second. */
function changeWithin(own: Phase | undefined, base: Phase | undefined): number | undefined {
  if (!own || !base) return undefined;
  const points = own.timeline.flatMap(({ second, p50 }) => {
    const other = base.timeline.find((each) => each.second === second)?.p50;
    return p50 && other ? [{ x: second, y: Math.log(p50 / other) }] : [];
  });
  if (points.length < LEAST_SECONDS) return undefined;
  return Math.exp((slopeOf(points) * own.seconds) / 2);
}

/** Of the line of least squares. */
function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: 'x' | 'y') => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean('x'), mean('y')];
  const along = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return along / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}

const phaseOf = ({ phases }: Pick<Ran, 'phases'>, name: string): Phase | undefined =>
  phases.find((phase) => phase.name === name);

/** What a reader should know of a drift before believing the ratio. */
export function toldDrift({ phase, arm, change, interval, rounds }: Drift, baseline: string): Text {
  const percent = (ratio: number) => `${Math.abs((ratio - 1) * 100).toFixed(1)} %`;
  const [from, to] = interval.map(percent).toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
  const by = `${percent(change)} [${from}, ${to}]`;
  const falls = change < 1;
  return {
    en: `Within ${phase} load the ratio of ${arm} to ${baseline} ${falls ? 'falls' : 'rises'} by ${by} from the first half to the second (p50, ${rounds} rounds). What the report tells of this load lies between the two. ${falls ? 'With a longer warm-up it would be smaller' : 'In a longer phase it would be greater'}.`,
    ko: `${KOREAN[phase] ?? phase} 부하에서 ${baseline} 대비 ${arm}의 배율이 전반에서 후반으로 가며 ${by} ${falls ? '작아진다' : '커진다'}(p50, 라운드 ${rounds}번). 보고서가 말하는 값은 그 사이에 있다. ${falls ? '워밍업이 더 길면 더 작을 것이다' : '구간이 더 길면 더 클 것이다'}.`,
  };
}
