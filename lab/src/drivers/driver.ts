import type { Arrivals } from '../records/arrivals.ts';
import type { BurstRecord } from '../records/burst.ts';
import type { PhaseRecord, WarmUpRecord } from '../records/trial.ts';
import type { PlannedPhase } from '../scenario/scenario.ts';
import type { History } from './history.ts';
import type { Sample } from './sample.ts';

export const DRIVER_IDS = ['embedded', 'k6'] as const;
export type DriverId = (typeof DRIVER_IDS)[number];

/** What each is good for, in a few words. */
export const DRIVERS: Readonly<Record<DriverId, string>> = {
  embedded: "the lab's own, the same on every machine; sends even and Poisson arrivals (default)",
  k6: 'a second, independent one, where k6 or Docker is installed; sends even arrivals only',
};

/** What a driver needs to know to load a running system. */
export interface Load {
  readonly runId: string;
  /** Where the system answers. */
  readonly url: string;
  /** Paths of the workload module: built, for Node, and as it was written, for k6. */
  readonly workload: { readonly built: string; readonly source: string };
  /** File with the JSON that the workload's set-up returned. */
  readonly dataFile: string;
  readonly seed: number;
  /** What Poisson arrivals are drawn from: the same for all arms of a round, another one in each round. */
  readonly arrivalSeed: number;
  /** Milliseconds from the intended start after which a request is given up. */
  readonly timeoutMs: number;
  /** Connections to the system at most; requests beyond them wait in the driver. */
  readonly connections: number;
  /**
   * Opens all of the connections and uses the one that has been idle longest, as many users would: the processes behind one
   * port, between which connections are shared out, then get the same share of the requests. Otherwise few stay in use.
   * k6 always does so.
   */
  readonly spread?: boolean;
  /** Folder for the driver's own files. */
  readonly dir: string;
  /** Folder for what a reader may want to look at afterwards; without one the driver makes nothing of the kind. */
  readonly artifactDir?: string | undefined;
  /** CPUs that the driver keeps to, as `taskset -c` lists them; any without. Linux only. */
  readonly cpus?: string | undefined;
  /**
   * Words in front of the driver's command, see `firstInLine`: where the system uses its CPUs too, they keep its starts on time. Not
   * for k6 in a container.
   */
  readonly first?: readonly string[];
}

/** What load to put on a system, one after the other. */
export interface LoadPlan {
  readonly warmUp: {
    readonly perSecond: number;
    readonly minSeconds: number;
    readonly maxSeconds: number;
    readonly within: number;
  };
  readonly phases: readonly PlannedPhase[];
}

/** A closed loop for some seconds: it finds what a system can do, and says nothing of what users wait. */
export interface Burst {
  readonly name: string;
  /** Iterations under way at any time; the load's `connections` must be as many. */
  readonly outstanding: number;
  /** Whole seconds that are measured. */
  readonly seconds: number;
  /** Whole seconds before them, in which the system comes to its pace. */
  readonly leadInSeconds: number;
}

/** What others do where the measured window of a burst begins and ends. The load waits for neither. */
export interface BurstHooks {
  started(): Promise<void>;
  ended(): Promise<void>;
}

export interface LoadResult {
  readonly warmUp: WarmUpRecord;
  readonly phases: readonly PhaseRecord[];
  /** Names of the files in the load's `artifactDir`. */
  readonly artifacts: readonly string[];
}

/** What ended in about a second of a load, as it is told while the load goes on. */
export interface LoadSecond {
  /** How long it was. */
  readonly seconds: number;
  readonly ended: number;
  readonly failed: number;
  /** Response times of answers, and of requests that were given up, milliseconds; null without one. */
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Hears of each second of a load, of every kind of load. */
export type Watch = (second: LoadSecond) => void;

/**
 * Puts open-loop load on a system: a constant arrival rate, requests starting on schedule whether or not earlier ones
 * have been answered. Within the rate they are evenly spaced or at random. Latency counts from the intended start. A closed loop only
 * finds out what a system can do.
 */
export interface Driver {
  readonly id: DriverId;
  /** For the report, e.g. `k6 v2.1.0 (/usr/bin/k6)`. */
  readonly description: string;
  /** How it can space requests. It sends a phase that asks for something else evenly, and its record says so. */
  readonly arrivals: readonly Arrivals[];
  /** Whole seconds of a block where systems take turns: as few as the driver can start and stop without waste. */
  readonly blockSeconds: number;
  /** Each block begins with so many seconds of its load that are not measured. */
  readonly leadInSeconds: number;
  /** Whether its processes are the lab's children for as long as a session: their CPU time can then be told from that of others. */
  readonly lasting: boolean;
  /** Whether it tells those who watch of each second; it does not without. */
  readonly tellsSeconds?: boolean;
  /**
   * Gets ready to load a system. One stream of iterations goes through all that the session sends.
   *
   * @param signal ends whatever runs; what is awaited then rejects with its reason
   * @param watch is told of each second while a load goes on, by a driver that does so; nothing is computed for it without
   */
  open(load: Load, signal: AbortSignal, watch?: Watch): Promise<LoadSession>;
}

/** A driver in front of one system. One thing at a time: each promise is awaited before the next call. */
export interface LoadSession {
  /**
   * Sends load that is not measured.
   *
   * @param seconds a whole number
   * @returns geometric mean of the response times of each second, milliseconds; null for one in which nothing was answered
   */
  warmUp(perSecond: number, seconds: number): Promise<(number | null)[]>;
  /**
   * Sends a block of a phase, and waits until its last request has been answered or given up.
   *
   * @param started is called where the measured part begins
   * @returns when its first request should have started, epoch milliseconds
   */
  measure(phase: PlannedPhase, seconds: number, started: () => Promise<void>): Promise<number>;
  /**
   * Keeps iterations under way in a closed loop, and waits until the last one has ended. An iteration that failed has its next one after a
   * pause: a server that is gone is not asked as fast as it refuses.
   */
  burst(burst: Burst, hooks: BurstHooks): Promise<BurstRecord>;
  /** Every request of a phase, its blocks one after the other; times count from the start of the phase, without the pauses. */
  samples(phase: string): Promise<readonly Sample[]>;
  /** Every request that the session has sent, warm-up and lead-ins included, as far as it has ended, and what was observed. */
  history(): Promise<History>;
  /** What the blocks measured so far say, put together by phase. */
  results(): Promise<Pick<LoadResult, 'phases' | 'artifacts'>>;
  /** Ends all that the session has started. Never throws; safe to call twice. */
  close(): Promise<void>;
}
