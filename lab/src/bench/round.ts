import type { AcquiredComponents } from '../components/acquired.ts';
import type { Driver } from '../drivers/driver.ts';
import type { CpuSets } from '../host/cpu-sets.ts';
import { moveSelf } from '../host/processes/pinned.ts';
import type { Tell } from '../live/events.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import type { Text } from '../scenario/scenario.ts';
import type { Plan, PlannedTrial } from './plan.ts';

/** What the trials of a run have in common. */
export interface TrialSetting {
  readonly root: string;
  readonly runId: string;
  readonly plan: Plan;
  readonly workload: FoundScenario['workload'];
  readonly driver: Driver;
  /** Those that the arms need. */
  readonly components: AcquiredComponents;
  /** CPUs of the arms and of the driver; undefined where they share all of them. */
  readonly cpus?: CpuSets | undefined;
  /** Whether a trial counts only if others leave the arms' CPUs alone; see `whyUnwatched`. */
  readonly watched: boolean;
  /** Folder with the seeded database files of a topology. */
  readonly seededData: (topology: string) => string;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** What is being done now, in a few words. */
  readonly step: (what: Text) => void;
  /** Hears what happens, for those who watch; undefined where nobody does, and nothing is computed for it then. */
  readonly live?: Tell | undefined;
}

/** One attempt at a round. */
export interface Round {
  readonly trials: readonly PlannedTrial[];
  /** Counted from 1. */
  readonly attempt: number;
  /** Folder for the logs of a trial. */
  readonly dirOf: (trial: PlannedTrial) => string;
}

/** Ends the reason of a trial one of whose processes was there, and did nothing. */
export const DID_NOT_ANSWER = 'does not answer any more, not even whether it lives';

/** Begins the reason of a trial that is invalid because another one of its round is. */
export const LEFT_OUT_WITH = 'left out with';

/** Records of a round that counts as a whole: none is valid beside one that is not. */
export function asAWhole(records: readonly TrialRecord[]): TrialRecord[] {
  const culprit = records.find(({ valid }) => !valid);
  if (!culprit) return [...records];
  const invalidBecause = [`${LEFT_OUT_WITH} ${culprit.arm}, as a round counts as a whole`];
  return records.map((record) => (record.valid ? { ...record, valid: false, invalidBecause } : record));
}

/** Whether it is a trial's own fault, or the machine's during it, that it is invalid. */
export const isInvalidItself = ({ invalidBecause }: TrialRecord): boolean =>
  invalidBecause.some((reason) => !reason.startsWith(LEFT_OUT_WITH));

let beside = 0;

/** Keeps the lab itself off the arms' CPUs while they are measured: until the last of those ends that go on at the same time. */
export async function besideDriver<T>(cpus: CpuSets | undefined, work: () => Promise<T>): Promise<T> {
  if (cpus === undefined) return work();
  beside += 1;
  try {
    await moveSelf(cpus.driver);
    return await work();
  } finally {
    beside -= 1;
    if (beside === 0) await moveSelf(`${cpus.arms},${cpus.driver}`);
  }
}
