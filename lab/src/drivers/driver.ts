import type { PlannedPhase } from '../plan/plan.ts';
import type { PhaseRecord, WarmUpRecord } from '../run/records/trial.ts';

export const DRIVER_IDS = ['k6', 'embedded'] as const;
export type DriverId = (typeof DRIVER_IDS)[number];

/** Before each phase, a driver may run the phase's load for so long unmeasured. */
export const LEAD_IN_SECONDS = 1;

/** A load to put on a running system. */
export interface Load {
  readonly runId: string;
  /** Where the system answers. */
  readonly url: string;
  /** Paths of the workload module: built, for Node, and as it was written, for k6. */
  readonly workload: { readonly built: string; readonly source: string };
  /** File with the JSON that the workload's set-up returned. */
  readonly dataFile: string;
  readonly seed: number;
  readonly warmUp: {
    readonly perSecond: number;
    readonly minSeconds: number;
    readonly maxSeconds: number;
    readonly within: number;
  };
  readonly phases: readonly PlannedPhase[];
  /** Milliseconds from the intended start after which a request is given up. */
  readonly timeoutMs: number;
  /** Connections to the system at most; requests beyond them wait in the driver. */
  readonly connections: number;
  /** Folder for the driver's own files. */
  readonly dir: string;
  /** Folder for what a reader may want to look at afterwards; without one the driver makes nothing of the kind. */
  readonly artifactDir?: string | undefined;
  /** CPUs that the driver keeps to, as `taskset -c` lists them; any without. Linux only. */
  readonly cpus?: string | undefined;
}

/** What others do while a load runs. The load waits for each before it goes on. */
export interface LoadHooks {
  warmedUp(): Promise<void>;
  phaseStarts(name: string): Promise<void>;
  /** Comes when the last request of the phase has been answered or given up. */
  phaseEnded(name: string): Promise<void>;
}

export interface LoadResult {
  readonly warmUp: WarmUpRecord;
  readonly phases: readonly PhaseRecord[];
  /** Names of the files in the load's `artifactDir`. */
  readonly artifacts: readonly string[];
}

/**
 * Puts open-loop load on a system: a constant arrival rate, requests starting on schedule whether or not earlier ones
 * have been answered. Latency counts from the intended start.
 */
export interface Driver {
  readonly id: DriverId;
  /** For the report, e.g. `k6 v2.1.0 (/usr/bin/k6)`. */
  readonly description: string;
  /** Rejects when the load could not be run; ends all it started either way. */
  run(load: Load, hooks: LoadHooks, signal: AbortSignal): Promise<LoadResult>;
}
