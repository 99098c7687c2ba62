import type { ComparisonFile } from './records/comparison.ts';
import type { TrialRecord } from './records/trial.ts';

const TOLERABLE_ERRORS = 0.001;
const TOLERABLE_STEAL = 0.02;
const TOLERABLE_LATENESS_MS = 5;

/** What a reader should know before believing the comparison, each with what to do about it. */
export function warningsOf(
  profile: ComparisonFile['profile'],
  trials: readonly TrialRecord[],
  noiseFloor: Readonly<Record<string, number>>,
): string[] {
  return [
    ...smokeWarning(profile),
    ...invalidWarnings(trials),
    ...errorWarnings(trials),
    ...machineWarnings(trials),
    ...memoryWarning(trials),
    ...noiseWarning(noiseFloor),
  ];
}

function smokeWarning(profile: ComparisonFile['profile']): string[] {
  if (profile !== 'smoke') return [];
  return ['The smoke profile proves that everything runs; for verdicts use PROFILE=quick or PROFILE=full.'];
}

function invalidWarnings(trials: readonly TrialRecord[]): string[] {
  const left = trials.filter((trial) => !trial.valid);
  const failed = left.filter(({ phases }) => phases.length === 0);
  const invalid = left.filter(({ phases }) => phases.length > 0);
  const tell = (some: readonly TrialRecord[], what: string, advice: string) =>
    some.length === 0
      ? []
      : [`${some.length} of ${trials.length} trials ${what}: ${reasonsOf(some)}. ${advice}`];
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
      `${arm}: ${errors} of ${started} requests (${share} %) failed (${[...new Set(kinds)].slice(0, 4).join(', ')}). Its latencies are those of the others; see the trial files for examples.`,
    ];
  });
}

function machineWarnings(trials: readonly TrialRecord[]): string[] {
  const warnings: string[] = [];
  const steal = Math.max(0, ...trials.map(({ machine }) => machine.steal ?? 0));
  if (steal > TOLERABLE_STEAL) {
    warnings.push(
      `The host gave up to ${(steal * 100).toFixed(0)} % of this machine's CPU time to others. Use a machine of your own for numbers to publish.`,
    );
  }
  const late = Math.max(0, ...trials.flatMap(({ phases }) => phases.map(({ lateness }) => lateness.p99)));
  if (late > TOLERABLE_LATENESS_MS) {
    warnings.push(
      `The driver started up to 1 % of a phase's requests ${late.toFixed(0)} ms late or later: it shares its CPUs with the arms. More cores help.`,
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

function noiseWarning(noiseFloor: Readonly<Record<string, number>>): string[] {
  const loud = Object.entries(noiseFloor).filter(([id, floor]) => id.includes('.p50') && floor > 0.1);
  if (loud.length === 0) return [];
  const [id, floor] = loud.reduce((worst, next) => (next[1] > worst[1] ? next : worst));
  return [
    `An arm differs from itself by up to ${(floor * 100).toFixed(0)} % (${id}): smaller differences are noise. A quieter machine or more rounds help.`,
  ];
}
