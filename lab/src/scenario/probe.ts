import type { BurstRecord } from '../records/burst.ts';
import type { PhaseRecord } from '../records/trial.ts';
import type { Chance } from '../stats/random.ts';
import type { ProfileId } from './profile.ts';
import type { Update, UpdateOrder } from './update.ts';
import type { CheckResult, HttpResponse, Json, Operation, PlannedRequest } from './workload.ts';

/**
 * A client of a scenario's own: it acts on what it was answered, may stop parts of the system meanwhile, and tells what it saw. It lies in
 * `scenarios/<id>/probe.ts` and is exported as `probe`.
 *
 * It runs in the lab's process, on the driver's CPUs: what it does to a process and what it asks afterwards have one clock and one order. The
 * load comes from the driver's own process as ever, so the lab is idle but for the probe. Only Node runs it, so it may import what it likes.
 */
export interface ProbeModule<P = Probe> {
  readonly probe: P;
}

/**
 * Called once a trial, with a fresh system that is set up and warmed up.
 *
 * @throws why the trial does not count
 */
export type Probe = (bench: ProbeBench) => Promise<ProbeReading>;

/** What a probe can do to a system. All that it has stopped is set going again when it ends, whichever way. */
export interface ProbeBench {
  /** Name of the arm. */
  readonly arm: string;
  /** Id of its topology, e.g. `microservices+replicas=local`. */
  readonly topology: string;
  readonly profile: ProfileId;
  /** Counted from 1. */
  readonly round: number;
  /** Names of the system's processes, e.g. `orders-2`; the edge is one of them. */
  readonly processes: readonly string[];
  /** Names of the phases of the settings that the profile has. */
  readonly phases: readonly string[];
  /** Where clients send requests. {@link ask} knows it already. */
  readonly url: string;
  /** What the workload's set-up returned. */
  readonly data: unknown;
  /** The scenario's own part of the settings, as it was written. */
  readonly own: unknown;
  /** The same in all arms of a round, another one in each round. */
  readonly chance: Chance;
  /** Aborts when the trial is called off: what waits must end then. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds with fractions, of the clock of all times here; a driver's history agrees with it to a millisecond. */
  now(): number;
  /**
   * Sends one request at once, however many others are under way, and adds it to the history. No status is an error.
   *
   * @throws only the signal's reason
   */
  ask(request: PlannedRequest, options?: AskOptions): Promise<Answered>;
  /**
   * Puts a phase of the settings on the system: open load of the scenario's workload, measured as in an experiment of load. The probe may ask
   * meanwhile. One load or burst at a time, and each phase once.
   *
   * @param name of a phase that the profile has
   */
  load(name: string): Promise<PhaseRecord>;
  /** The same for a burst of the settings: a closed loop, which finds what the system can do. */
  burst(name: string): Promise<BurstRecord>;
  /**
   * Where the arms of a round meet, as in a load in turns: each does its work, one after the other, and none goes on before all have. An arm alone,
   * and one whose settings have no load in turns, meets nobody.
   *
   * @param name once a trial, in every arm
   * @returns what each arm has found, one's own as well. One whose work has failed is missing
   */
  gather(name: string, work: () => Promise<number | undefined>): Promise<readonly Found[]>;
  /** Stops a process and its children where they are (SIGSTOP). @returns what sets them going again */
  pause(process: string): Promise<() => Promise<void>>;
  /** Ends a process at once (SIGKILL). It stays away until {@link restart}. */
  kill(process: string): Promise<void>;
  /** Starts a process again on its port and its data, and waits until it is ready. One that lives is killed first. */
  restart(process: string): Promise<void>;
  /**
   * Puts another version of a program in the place of a process's, as an operator does who updates it.
   *
   * @returns when the old ones and the new ones were there. A new one that does not get ready in time is ended, and `refused` says so: the old one goes on
   * @throws when the settings have no such version of the program; when the new one ends, or fails in another way than by not getting ready in time; with
   * `stop-and-start`, when it does not get ready
   */
  update(order: UpdateOrder): Promise<Update>;

  /**
   * Replaces a process while the system runs by what it is in another topology: starts that one, waits until it is ready, and has the old one drain.
   * For a time both are there, on the same data, see `RunningSystem.replace`. The edge cannot be replaced, as clients know its address.
   *
   * @param topology of the same base, e.g. `microservices+ranking=wasm`
   * @throws when the new one does not get ready in time: the old one then goes on
   */
  swap(process: string, topology: string): Promise<void>;
  /**
   * Kills a component, and waits until its port refuses connections.
   *
   * @param component its id, e.g. `rabbitmq`
   * @returns what starts it again on its data; undefined where the arm does not have it, or it is not the lab's to kill
   */
  outage(component: string): Promise<(() => Promise<void>) | undefined>;
  /**
   * Cuts a component off: it goes on, and no packet of the system's processes gets to it or back. Nobody is told. The settings must name it in `lines`.
   *
   * @param component its id, e.g. `redis`
   * @returns what lets packets through again, on new connections; undefined where the system does not reach it over a line
   */
  cutOff(component: string): (() => void) | undefined;
  /**
   * Injects a fault into a context of a process, in the place of the one that it may have. The settings must say that processes take faults.
   *
   * @param fault as `experiments/disturbance/faults/fault.ts` has it, e.g. `{ kind: 'hold', ms: 600_000 }`
   * @throws when the process refuses it
   */
  inject(process: string, context: string, fault: Json): Promise<InjectedFault>;
  /**
   * Runs the program of a process once more with a command for operators, e.g. `rebuild`, on the data and in the environment of the one that
   * serves.
   *
   * @throws with the end of its output when it fails, or has not ended in ten minutes
   */
  run(process: string, args: readonly string[]): Promise<CommandRun>;
  /**
   * Runs a tool that is no program of the system, e.g. a compiler. It is the leader of a process group of its own, which ends with the trial, at its
   * deadline and with the lab at the latest.
   *
   * @throws when it has not ended by its deadline, or cannot be started at all
   */
  tool(order: ToolOrder): Promise<ToolRun>;
  /** What a process tells of itself at `/metrics`, in Prometheus' text format. */
  metrics(process: string): Promise<string>;
  /** All that was asked so far, in the order in which it ended. The load's own history goes to the workload's `check`. */
  readonly history: readonly Operation[];
}

/** What an arm of the round has found. */
export interface Found {
  readonly arm: string;
  readonly topology: string;
  /** Undefined where there was nothing to find. */
  readonly value: number | undefined;
}

export interface AskOptions {
  /** Milliseconds after which it is given up: nobody knows then whether it was carried out. 10,000 without. */
  readonly deadlineMs?: number;
  /** What is kept of the answer in the history; nothing without. */
  readonly observe?: (answer: HttpResponse) => Json | undefined;
}

/** What became of a request: an expected status is `ok`, another one of 4xx `failed`, all else `indeterminate`. */
export interface Answered extends HttpResponse {
  /** 0, with an empty body, where no answer came. */
  readonly status: number;
  readonly outcome: Operation['outcome'];
  /** When it was sent, and when its answer was complete or it was given up: epoch milliseconds with fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A fault that waits in a process for something to strike. */
export interface InjectedFault {
  /** Resolves once it has taken effect. @throws when it has not after so many milliseconds */
  bitten(deadlineMs: number): Promise<void>;
  /** Resolves once it has ended: by itself, or because it was cleared. @throws when it has not after so many milliseconds */
  over(deadlineMs: number): Promise<void>;
  /** Ends all faults in its process, and waits until that says so. */
  clear(): Promise<void>;
}

export interface ToolOrder {
  /** For messages, e.g. `go build`. */
  readonly name: string;
  /** Found on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Besides the run's environment, which has nothing of the user's shell. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly deadlineMs: number;
}

export interface ToolRun {
  /** 127 where there is no such program. */
  readonly exitCode: number;
  /** From its start to its end. */
  readonly seconds: number;
}

/** A command that has ended well. */
export interface CommandRun {
  readonly stdout: string;
  /** From its start to its end, the start of Node included. */
  readonly seconds: number;
  /** The most resident memory that its process had, to some milliseconds before its end; null where that cannot be read (no Linux). */
  readonly peakBytes: number | null;
}

/** What a probe saw. See `scenario/checkout.ts` for a probe that works on the sources. */
export interface ProbeReading {
  /** By the ids of the settings' measures. One that could not be read is missing. */
  readonly values: Readonly<Record<string, number>>;
  /** For the charts of the settings. */
  readonly series: readonly Series[];
  readonly checks: readonly CheckResult[];
  /** Parts of its experiment that this machine could not do, and why; empty where it did all. */
  readonly leftOut: readonly string[];
  /** Why the trial does not count, although it has been told to its end: its checks count all the same. Empty or missing where it does. */
  readonly invalidBecause?: readonly string[];
}

/** A line of a chart. Numbers are kept to four digits. */
export type Series = Distribution | Curve;

/** Values of which the chart shows the distribution. */
export interface Distribution {
  /** Id of a chart of the settings, which is of this kind. */
  readonly chart: string;
  /** Id of one of the chart's lines; needed where it has several. */
  readonly line?: string | undefined;
  /** In no order. Infinity stands for one that was not over when the probe stopped looking. At most 20,000. */
  readonly values: readonly number[];
}

/** Points of a function. */
export interface Curve {
  readonly chart: string;
  readonly line?: string | undefined;
  /** Ascending in x. At most 2,000. */
  readonly points: readonly (readonly [x: number, y: number])[];
}
