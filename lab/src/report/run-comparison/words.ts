import { inWords, quantity, times } from '../../charts/words.ts';
import type { ChangeRecord, Difference, RunComparison } from '../../compare/run-comparison.ts';

/** What changed beyond the noise, what did not, and what cannot be told, in the order in which reports say it. */
export function byOutcome({ changes }: RunComparison): {
  readonly title: string;
  readonly changes: readonly ChangeRecord[];
}[] {
  const outcomes = {
    'Changed beyond the noise': ['higher', 'lower'],
    'Did not change by as much as matters': ['small', 'equivalent'],
    'Cannot be told from these runs': ['inconclusive'],
  };
  return Object.entries(outcomes).map(([title, verdicts]) => ({
    title,
    changes: changes.filter(({ verdict }) => verdicts.includes(verdict)),
  }));
}

/** The arm, or the arms whose ratio it is. */
export const subjectOf = ({ arm, baseline }: ChangeRecord): string =>
  baseline === null ? arm : `${arm} ÷ ${baseline}`;

export const labelOf = ({ label, phase }: ChangeRecord): string => (phase ? `${label} (${phase})` : label);

/** A value of one of the runs: a quantity, or the ratio between two arms. */
export const amountOf = (value: number, { baseline, unit }: ChangeRecord): string =>
  baseline === null ? quantity(value, unit) : `${times(value)}×`;

/** B against A, e.g. `1.31× slower [1.28, 1.35]`. */
export function changeInWords(change: ChangeRecord): string {
  const { kind, baseline, ratio, ci95, samples } = change;
  if (baseline === null) return inWords(kind, { ratio, ci95, pairs: Math.min(...samples) });
  const shown = times(Math.max(ratio, 1 / ratio));
  const smaller = ratio < 1;
  const [low, high] = smaller && ci95 ? [1 / ci95[1], 1 / ci95[0]] : (ci95 ?? []);
  const words = shown === '1.00' ? 'the same ratio' : `a ${shown}× ${smaller ? 'smaller' : 'greater'} ratio`;
  return low === undefined || high === undefined ? words : `${words} [${times(low)}, ${times(high)}]`;
}

/** Why a change cannot be told, and what would help. */
export function whyOpen({ ci95, samples, roundsToSettle }: ChangeRecord): string {
  if (!ci95) return `too few rounds for an interval (${samples.join(' and ')}); the least is 3 of each run`;
  const help = roundsToSettle
    ? `about ${roundsToSettle} rounds of each run would settle it`
    : 'more rounds than are practical';
  return `the interval reaches over the threshold; ${help}`;
}

const SETTINGS: Readonly<Record<RunComparison['setting'], string>> = {
  same: 'Same setting: the numbers can be compared.',
  'with-care': 'Comparable with care: the runs differ in more than the code.',
  'ratios-only':
    'Milliseconds, megabytes and CPU time must not be compared: only the ratios between arms are.',
};

export const settingInWords = ({ setting }: RunComparison): string => SETTINGS[setting];

const REACHES: Readonly<Record<Difference['reach'], string>> = {
  told: '',
  care: 'care',
  'ratios-only': 'only ratios',
};

export const reachInWords = ({ reach }: Difference): string => REACHES[reach];

/** e.g. `2026-07-01 10:00 UTC, commit 1a2b3c4d5e6f with changes, quick, 6 rounds, embedded, Some CPU, 2 CPUs`. */
export function runInWords(run: RunComparison['a']): string {
  const { startedAt, commit, dirty, profile, rounds, driver, machine } = run;
  return [
    `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    `${commit ? `commit ${commit.slice(0, 12)}` : 'no commit'}${dirty ? ' with changes' : ''}`,
    `${profile} profile`,
    `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
    `${driver} driver`,
    machine,
  ].join(', ');
}
