import type { ProcessSpec, Topology } from './topology.ts';

/** What a process is an instance of, e.g. `recommendations` for the third of them. */
export const roleOf = ({ name, role = name }: ProcessSpec): string => role;

/**
 * The base that a topology is made from, on whose seeded data it runs, and how many times it has what is scaled. A topology that was
 * not made from one is its own base.
 */
export const multipleOf = ({ id, base = id, replicas = 1 }: Topology) => ({ base, replicas });
