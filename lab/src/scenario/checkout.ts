import type { ProbeReading } from './probe.ts';
import type { ProfileId } from './profile.ts';
import type { Text } from './scenario.ts';

/**
 * A probe that works on the sources, where the scenario's settings name a `checkout`: it compiles them, starts what it has compiled, and
 * changes them. It is called once a trial, with a checkout in which nothing has been compiled. No system is started before. It lies in
 * `scenarios/<id>/probe.ts` and is exported as `probe`, as any other.
 *
 * @throws why the trial does not count
 */
export type CheckoutProbe = (bench: CheckoutBench) => Promise<CheckoutReading>;

/** What a probe on a checkout saw. What would be a check of another probe is an error of this one. */
type CheckoutReading = Omit<ProbeReading, 'checks'>;

/** What a probe can do with a checkout. All that it has started is ended when it ends, whichever way. */
export interface CheckoutBench {
  /** Name of the arm. */
  readonly arm: string;
  /** Id of its topology, e.g. `microservices`. */
  readonly topology: string;
  readonly profile: ProfileId;
  /** The arm's processes, as the lab starts them. */
  readonly programs: readonly Program[];
  /** Name of the one that answers clients. */
  readonly edge: string;
  /** The scenario's own part of the settings, as it was written. */
  readonly own: unknown;
  /** Aborts when the trial is called off: what waits must end then. */
  readonly signal: AbortSignal;
  readonly checkout: Checkout;
  /** Says what is being done now, in a few words, for those who watch. */
  say(what: Text): void;
  /** Ends the servers that the arm needs beside its processes, and starts them again. Only the start is timed. */
  startComponents(): Promise<StartedComponents>;
  /**
   * Has programs create their databases and fill them with the example shop, two at a time.
   *
   * @returns how long that took. s
   */
  seed(checkout: Checkout, programs: readonly Program[]): Promise<number>;
  /**
   * Starts programs of a checkout side by side, on the databases and the servers of the trial, and waits until all are ready.
   *
   * @param edge name of the one that answers clients
   */
  start(checkout: Checkout, programs: readonly Program[], edge: string): Promise<StartedPrograms>;
}

/** A Node program of the shop. */
export interface Program {
  /** Unique in a system, e.g. `catalog`. */
  readonly name: string;
  /** Relative to the checkout, e.g. `microservices/catalog/dist/program.js`. */
  readonly entry: string;
}

/** The project's files in a folder of their own, with the packages installed. */
export interface Checkout {
  /** The folder. */
  readonly root: string;
  /**
   * Runs a Node program in it, e.g. `['scripts/bundle.mjs']`.
   *
   * @throws with its output when it fails, or has not ended in ten minutes
   */
  run(args: readonly string[]): Promise<Ran>;
  /** Applies a patch. @param path of it, relative to the checkout. @throws naming the patch, when it does not fit the sources */
  apply(path: string): Promise<void>;
  /**
   * Looks whether patches fit the sources as they are, each by itself. Nothing is changed.
   *
   * @throws when one does not, with what to do, and no other trial is tried: the sources are the same in all of them
   */
  requireFit(paths: readonly string[]): Promise<void>;
  /** Another checkout, with all that has been compiled, in a folder beside it. */
  copy(name: string): Promise<Checkout>;
}

/** A command that has ended well. */
export interface Ran {
  /** From its start to its end. */
  readonly seconds: number;
  /** User and system, children included. */
  readonly cpuSeconds: number;
  /** All that it said. */
  readonly output: string;
}

export interface StartedComponents {
  /** How many were started. */
  readonly started: number;
  /** How long that took, one after the other. */
  readonly seconds: number;
  /** Those that the lab cannot start again, and why, e.g. `it runs in a container`. */
  readonly others: readonly { readonly id: string; readonly why: string }[];
}

/** Programs that run. */
export interface StartedPrograms {
  /** Where clients send requests. */
  readonly url: string;
  /** From the first start until all were ready. */
  readonly seconds: number;
  /** What all of them, and the servers of the arm, use while nobody asks anything. @param seconds how long CPU time is counted for */
  idle(seconds: number): Promise<IdleUse>;
  /** Ends programs at once (SIGKILL). They stay away until they are restarted. */
  kill(names: readonly string[]): Promise<void>;
  /** Starts killed ones again on their ports, and waits until they are ready. */
  restart(names: readonly string[]): Promise<void>;
  /** Ends all, gently first. */
  stop(): Promise<void>;
}

export interface IdleUse {
  /** Ids of servers whose processes cannot be seen, e.g. on another machine: none of the figures has them. */
  readonly unseen: readonly string[];
  /** How many processes there are, children and servers included. */
  readonly processes: number;
  /** Proportional set size, as of the metric `memory`. */
  readonly bytes: number;
  /** CPU time used in each second. ms */
  readonly cpuMsPerSecond: number;
}
