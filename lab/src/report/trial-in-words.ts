import { KINDS } from '../experiments/registry.ts';
import type { TrialRecord } from '../records/trial.ts';

/** A trial that has just ended, in some words: its figures, or why it does not count. */
export function trialInWords(trial: TrialRecord): string {
  const { valid, invalidBecause, kind } = trial;
  if (valid) return KINDS.find(kind)?.tell.progress(trial) ?? '';
  return invalidBecause.map((reason) => reason.split('\n')[0]).join('; ');
}
