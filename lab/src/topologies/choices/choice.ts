import type { Text } from '../../scenario/scenario.ts';
import type { OtherProgram } from '../topology.ts';

/** One value of a choice. */
export interface Value {
  /** As an arm's text has it, e.g. `off`. */
  readonly id: string;
  /** What it means in a few words; reports add them to the base's title. */
  readonly words: Text;
}

/** A value that makes another arm of a base. */
export interface Alternative extends Value {
  /** Environment of every process, besides the base's. */
  readonly env?: Readonly<Record<string, string>>;
  /** What runs in the place of a process's own program, by the process's name. */
  readonly programs?: Readonly<Record<string, OtherProgram>>;
  /** How many instances there are of a process, by its name. The base says of which there may be several. */
  readonly instances?: Readonly<Record<string, number>>;
  /** Whether processes call each other at addresses, which they must be told: see `Topology.addresses`. */
  readonly addresses?: true;
  /** Ids of the components that are needed besides the base's. */
  readonly components?: readonly string[];
  /**
   * What a process then answers itself, from a copy that events keep up, instead of asking the owner: by the process, methods of other contexts,
   * e.g. `catalog.find`. Drawings show it.
   */
  readonly copies?: Readonly<Record<string, readonly string[]>>;
  /** How many times it has what is scaled; once without. */
  readonly replicas?: number;
  /** How many CPUs its processes have; all of the arms' without. */
  readonly cpus?: number;
  /** Whether it breaks a promise of the shop on purpose: checks that fail are then what it is there to show. */
  readonly breaks?: true;
}

/** Something that the arms of an experiment may differ in: a file of its own here, and a line in the registry. */
export interface Choice {
  /** As an arm's text has it, e.g. `timeouts`. No base has two of one id. */
  readonly id: string;
  /** What is chosen, in a few words. */
  readonly about: Text;
  /** Ids of the bases that it suits. */
  readonly bases: readonly string[];
  /** Beside which values of other choices its alternatives mean something: by the choice's id, the values' ids, its default's too. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** The base as it is. To name it is the same arm as to leave the choice out. */
  readonly default: Value;
  readonly alternatives: readonly Alternative[];
  /** Whether it changes only how the code is built: scenarios that build nothing refuse it. */
  readonly buildOnly?: true;
  /** Whether it only checks the lab itself: it may be asked for, and is not offered. */
  readonly hidden?: true;
}
