import type { Loaded } from '../../bench/trial-record.ts';
import type { TrialRecord } from '../../records/trial.ts';
import type { ProbeDetails } from './record.ts';

/** What came of a trial. */
export interface Probed {
  /** Undefined where nothing was under load. */
  readonly load: Loaded | undefined;
  readonly values: TrialRecord['values'];
  readonly leftOut: TrialRecord['leftOut'];
  readonly details: ProbeDetails;
  readonly reasons: readonly string[];
}
