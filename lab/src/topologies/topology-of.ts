import { findTopology } from './topologies.ts';
import type { Topology } from './topology.ts';

/** The topology of an arm. Arms name only those that exist. */
export function topologyOf(id: string): Topology {
  const topology = findTopology(id);
  if (!topology) throw new Error(`no topology ${id}`);
  return topology;
}
