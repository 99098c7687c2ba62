import type { ComparisonFile } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Measurable, Text } from '../scenario/scenario.ts';
import type { PlannedTrial } from './plan.ts';

/** Hears how a run goes on. */
export interface Progress {
  /** A line that stays. */
  note(line: Text): void;
  /** The trials of a round are about to run, side by side. */
  roundStarts(trials: readonly PlannedTrial[], attempt: number, expected: TimeLeft): void;
  /** What the current round is doing, in a few words. */
  step(what: Text): void;
  trialsEnded(records: readonly TrialRecord[]): void;
  /** A round is over, with valid trials or without. */
  roundEnded(round: number, of: number, measured: Measurable, soFar: ComparisonFile): void;
  /** Nothing more will be heard. */
  end(): void;
}

export interface TimeLeft {
  /** Rounds of the run, this one included, and how many were planned in all. */
  readonly rounds: number;
  readonly of: number;
  readonly seconds: number;
}

/** Has each of several hear the same. */
export function toAll(hearers: readonly Progress[]): Progress {
  const all = (tell: (hearer: Progress) => void) => {
    for (const hearer of hearers) tell(hearer);
  };
  return {
    note: (line) => all((hearer) => hearer.note(line)),
    roundStarts: (...told) => all((hearer) => hearer.roundStarts(...told)),
    step: (what) => all((hearer) => hearer.step(what)),
    trialsEnded: (records) => all((hearer) => hearer.trialsEnded(records)),
    roundEnded: (...told) => all((hearer) => hearer.roundEnded(...told)),
    end: () => all((hearer) => hearer.end()),
  };
}

export const silent: Progress = {
  note: () => undefined,
  roundStarts: () => undefined,
  step: () => undefined,
  trialsEnded: () => undefined,
  roundEnded: () => undefined,
  end: () => undefined,
};
