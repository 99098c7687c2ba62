import { COMPONENTS } from '../components/registry.ts';
import { KINDS } from '../experiments/registry.ts';
import { areShared } from '../host/cpu-sets.ts';
import { arrivalsDone } from '../records/arrivals.ts';
import type { Comparison, ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import { hasMeasured, type TrialRecord } from '../records/trial.ts';
import { counted } from '../terminal/counted.ts';
import { growthWarnings } from './component-growth.ts';
import type { Judged } from './judged.ts';
import type { JudgedRounds } from './judged-rounds.ts';

const TOLERABLE_ERRORS = 0.001;
const TOLERABLE_STEAL = 0.02;
const TOLERABLE_LATENESS_MS = 5;

/** What of a run its warnings are about, besides its trials. */
interface Warned extends Partial<Pick<Manifest, 'cpus' | 'resumed' | 'unwatched'>> {
  readonly baseline: string;
  readonly arms: readonly { readonly name: string; readonly cpus?: string | undefined }[];
  readonly profile: ComparisonFile['profile'];
  readonly looks?: readonly number[];
  readonly scenario: Pick<Judged, 'endpoints' | 'experiment' | 'phases'>;
}

/** What a reader should know before believing the comparison, each with what to do about it. */
export function warningsOf(
  run: Warned,
  trials: readonly TrialRecord[],
  found: Pick<ComparisonFile, 'metrics' | 'noiseFloor'> & { readonly judged: JudgedRounds },
): string[] {
  return [
    ...smokeWarning(run.profile),
    ...lookWarning(run, found.judged),
    ...resumedWarning(run.resumed ?? []),
    ...sharedCpusWarning(run),
    ...driversCpusWarning(run),
    ...unwatchedWarning(run),
    ...arrivalsWarning(run.scenario.phases, trials),
    ...leftOutWarnings(trials),
    ...invalidWarnings(trials),
    ...errorWarnings(trials),
    ...machineWarnings(trials, run.cpus),
    ...memoryWarning(trials),
    ...growthWarnings(trials),
    ...unseenWarning(run.scenario.experiment.kind, trials),
    ...kindWarnings(run, found.judged),
    ...noiseWarning(found.noiseFloor),
    ...crossCheckWarning(found.metrics),
  ];
}

/** How a run ended, when it did not get to its end, or had no time for more rounds. */
export function endNotes({ status, reason, order }: Manifest, trials: readonly TrialRecord[]): string[] {
  const ended = new Set(trials.map(({ number }) => number)).size;
  const after = `after ${ended} of ${counted(order.length, 'trial')}`;
  const goOn = 'RESUME=<run> goes on with it.';
  if (status === 'running') return [`The run was killed ${after}: fewer rounds than planned. ${goOn}`];
  if (status === 'interrupted')
    return [`The run was interrupted ${after}: fewer rounds than planned. ${goOn}`];
  if (status === 'finished' && reason) return [`The run ended with claims open: ${reason}. ${goOn}`];
  return status === 'failed' ? [`The run was given up: ${reason?.split('\n')[0] ?? 'a trial failed'}`] : [];
}

function resumedWarning(resumed: NonNullable<Manifest['resumed']>): string[] {
  const differs = [...new Set(resumed.flatMap((each) => each.differs))];
  if (differs.length === 0) return [];
  return [
    `The run was taken up again under other conditions: ${differs.join('; ')}. Its earlier and its later rounds may not be comparable; run it anew for numbers to publish.`,
  ];
}

/** Where there is no load, nothing drives. */
function sharedCpusWarning({ cpus, scenario }: Warned): string[] {
  if (cpus !== null || scenario.endpoints.length === 0) return [];
  return [
    "The arms and the driver share the machine's CPUs: what the driver computes delays what it measures, most where an arm is busiest. Linux with two CPUs or more and taskset (util-linux) keeps them apart.",
  ];
}

/** Arms that have more CPUs than there are beside the driver's. */
function driversCpusWarning({ arms, cpus }: Warned): string[] {
  const shared = arms.filter((arm) => cpus && arm.cpus && areShared({ arms: arm.cpus, driver: cpus.driver }));
  if (shared.length === 0) return [];
  const names = shared.map(({ name }) => name).join(' and ');
  return [
    `${names} used the driver's CPU too, because there are not so many without it. What the driver computes delays their answers: compare their CPU time, not their response times.`,
  ];
}

/** A build is not watched in any run: see docs/method.md. */
function unwatchedWarning({ unwatched, scenario }: Warned): string[] {
  if (!unwatched || scenario.endpoints.length === 0) return [];
  return [
    `The lab did not watch whether other programs used the arms' CPUs: ${unwatched}. Look for what else ran before you believe small differences.`,
  ];
}

/** A driver that cannot send at random sends evenly. */
function arrivalsWarning(phases: Judged['phases'], trials: readonly TrialRecord[]): string[] {
  const even = phases.filter(
    (phase) => phase.arrivals === 'poisson' && arrivalsDone(phase, trials) === 'even',
  );
  if (even.length === 0) return [];
  const names = even.map(({ name }) => name).join(' and ');
  return [
    `At ${names} load requests were evenly spaced, because the driver cannot send at random as the scenario asks. Few requests met, so the run does not show what happens when requests meet. Use DRIVER=embedded for that.`,
  ];
}

function smokeWarning(profile: ComparisonFile['profile']): string[] {
  if (profile !== 'smoke') return [];
  return ['The smoke profile proves that everything runs; for verdicts use PROFILE=quick or PROFILE=full.'];
}

/** Where not all whole rounds count. */
function lookWarning({ profile, looks = [] }: Warned, { whole, look }: JudgedRounds): string[] {
  if (profile === 'smoke' || whole.length === look || whole.length === 0) return [];
  const are = whole.length === 1 ? 'is' : 'are';
  return look === null
    ? [
        `There ${are} ${counted(whole.length, 'whole round')}, and the first look is after ${looks[0]}: estimates only, no verdict.`,
      ]
    : [`Judged by the first ${look} of ${whole.length} whole rounds: the next look has not been reached.`];
}

function leftOutWarnings(trials: readonly TrialRecord[]): string[] {
  const leftOut = new Set(trials.flatMap((trial) => trial.leftOut));
  return [...leftOut].map((what) => `Left out: ${what}.`);
}

function invalidWarnings(trials: readonly TrialRecord[]): string[] {
  const left = trials.filter((trial) => !trial.valid);
  const failed = left.filter((trial) => !hasMeasured(trial));
  const invalid = left.filter(hasMeasured);
  const tell = (some: readonly TrialRecord[], what: string, advice: string) =>
    some.length === 0
      ? []
      : [`${some.length} of ${counted(trials.length, 'trial')} ${what}: ${reasonsOf(some)}. ${advice}`];
  return [
    ...tell(failed, 'did not get to their end and are left out', "Their logs are in the run's folder."),
    ...tell(invalid, 'are invalid and left out', 'Close what else runs on this machine and run again.'),
  ];
}

function reasonsOf(trials: readonly TrialRecord[]): string {
  const all = trials.flatMap(({ invalidBecause }) => invalidBecause.map((reason) => reason.split('\n')[0]));
  const reasons = [...new Set(all)];
  return `${reasons.slice(0, 3).join('; ')}${reasons.length > 3 ? '; …' : ''}`;
}

function errorWarnings(trials: readonly TrialRecord[]): string[] {
  const arms = [...new Set(trials.map(({ arm }) => arm))];
  return arms.flatMap((arm) => {
    const phases = trials
      .filter((trial) => trial.valid && trial.arm === arm)
      .flatMap((trial) => trial.phases);
    const started = phases.reduce((sum, phase) => sum + phase.started, 0);
    const errors = phases.reduce((sum, phase) => sum + phase.errors, 0);
    if (started === 0 || errors / started < TOLERABLE_ERRORS) return [];
    const kinds = phases.flatMap(({ failures }) =>
      failures.map(({ endpoint, kind }) => `${endpoint}: ${kind}`),
    );
    const share = ((errors / started) * 100).toFixed(2);
    return [
      `${arm}: ${errors} of ${counted(started, 'request')} (${share} %) failed (${[...new Set(kinds)].slice(0, 4).join(', ')}). Its latencies are those of the others; see the trial files for examples.`,
    ];
  });
}

function machineWarnings(trials: readonly TrialRecord[], cpus: Manifest['cpus'] | undefined): string[] {
  const warnings: string[] = [];
  const steal = Math.max(0, ...trials.map(({ machine }) => machine.steal ?? 0));
  if (steal > TOLERABLE_STEAL) {
    warnings.push(
      `The host gave up to ${(steal * 100).toFixed(0)} % of this machine's CPU time to others. Use a machine of your own for numbers to publish.`,
    );
  }
  const late = Math.max(0, ...trials.flatMap(({ phases }) => phases.map(({ lateness }) => lateness.p99)));
  if (late > TOLERABLE_LATENESS_MS) {
    const why = cpus
      ? `something else needs CPU ${cpus.driver}, which is the driver's. Close what else runs on this machine.`
      : 'it shares its CPUs with the arms. More cores help.';
    warnings.push(
      `The driver started up to 1 % of a phase's requests ${late.toFixed(0)} ms late or later: ${why}`,
    );
  }
  return warnings;
}

function memoryWarning(trials: readonly TrialRecord[]): string[] {
  if (!trials.some(({ resources }) => resources?.memoryKind === 'rss')) return [];
  return [
    'Memory is summed RSS, which counts pages shared by processes once for each: it overstates arms of many processes. Only Linux tells PSS.',
  ];
}

/** A component of an arm that runs where the lab cannot see its processes, e.g. on another machine. */
function unseenWarning(kind: string, trials: readonly TrialRecord[]): string[] {
  const told = (details: unknown) =>
    details === null ? [] : (KINDS.find(kind)?.tell.memory?.(details) ?? []);
  const unseen = trials.flatMap(({ arm, resources, details }) =>
    [...(resources?.idle ?? []), ...told(details)].flatMap(({ process, bytes }) =>
      bytes === 0 ? [{ process, arm }] : [],
    ),
  );
  if (unseen.length === 0) return [];
  const parts = new Set(unseen.map(({ process, arm }) => `${process} of ${arm}`));
  const kinds = new Set(unseen.flatMap(({ process }) => COMPONENTS.find(process) ?? []));
  const advice = [...kinds].map(
    ({ name, urlVariable }) =>
      ` Unset ${urlVariable}, and the lab uses a ${name} of its own on this machine.`,
  );
  return [
    `The lab cannot see what ${[...parts].join(', ')} uses. The arm's CPU time and memory do not include it, so they are too low.${advice.join('')}`,
  ];
}

/** What the kind of experiment has to say. */
function kindWarnings({ baseline, scenario }: Warned, { trials }: JudgedRounds): readonly string[] {
  return (
    KINDS.find(scenario.experiment.kind)?.tell.warnings?.({ baseline, trials, phases: scenario.phases }) ?? []
  );
}

function noiseWarning(noiseFloor: Readonly<Record<string, number>>): string[] {
  const loud = Object.entries(noiseFloor).filter(([id, floor]) => id.includes('.p50') && floor > 0.1);
  if (loud.length === 0) return [];
  const [id, floor] = loud.reduce((worst, next) => (next[1] > worst[1] ? next : worst));
  return [
    `An arm differs from itself by up to ${(floor * 100).toFixed(0)} % (${id}): smaller differences are noise. A quieter machine or more rounds help.`,
  ];
}

function crossCheckWarning(metrics: ComparisonFile['metrics']): string[] {
  const doubtful = metrics.filter(({ comparisons }) => comparisons.some(isDisputed)).map(({ id }) => id);
  if (doubtful.length === 0) return [];
  const more = doubtful.length > 3 ? `, … (${doubtful.length} in all)` : '';
  return [
    `The cross-check by order statistics disagrees on ${doubtful.slice(0, 3).join(', ')}${more}: a few rounds are outliers, or the values have few steps. Look at their trials before you believe those verdicts.`,
  ];
}

/** Both have settled it, and not alike; or there is a difference that counts where the cross-check finds none at all. */
export function isDisputed({ verdict, crossCheck }: Pick<Comparison, 'verdict' | 'crossCheck'>): boolean {
  if (!crossCheck || verdict === 'inconclusive') return false;
  const differs = (one: Comparison['verdict']) => (one === 'higher' || one === 'lower' ? one : 'within');
  if (crossCheck.verdict !== 'inconclusive') return differs(crossCheck.verdict) !== differs(verdict);
  const [low, high] = crossCheck.interval;
  return differs(verdict) !== 'within' && low <= 1 && high >= 1;
}
