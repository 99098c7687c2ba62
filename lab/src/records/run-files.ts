import type { ComparisonFile } from './comparison.ts';
import type { Manifest } from './manifest.ts';
import type { Prediction } from './prediction.ts';
import type { Traces } from './traces.ts';
import type { TrialRecord } from './trial.ts';

/** A run's files, read. All reports are made of them alone. */
export interface RunFiles {
  readonly manifest: Manifest;
  readonly comparison: ComparisonFile;
  readonly trials: readonly TrialRecord[];
  /** What somebody expected of the run before it began; null where nobody did. */
  readonly prediction: Prediction | null;
  /** One request's way, where the run has traced any. */
  readonly traces?: Traces | undefined;
}
