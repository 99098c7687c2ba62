import { joined, textOf } from '../charts/said.ts';
import { KINDS } from '../experiments/registry.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Text } from '../scenario/scenario.ts';

/** A trial that has just ended, in some words: its figures, or why it does not count. Reasons are quoted as they are stored, in English. */
export function trialInWords(trial: TrialRecord): Text {
  const { valid, invalidBecause, kind } = trial;
  if (valid) return textOf(KINDS.find(kind)?.tell.progress(trial) ?? '');
  return joined(
    invalidBecause.map((reason) => reason.split('\n')[0] ?? reason),
    '; ',
  );
}
