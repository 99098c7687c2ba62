import { microservices } from './microservices.ts';
import { monolith } from './monolith.ts';
import { monolithCluster } from './monolith-cluster.ts';
import type { Topology } from './topology.ts';

/** Every topology that the lab can start. */
export const TOPOLOGIES: readonly Topology[] = [monolith, monolithCluster, microservices];

export function topologyIds(): string[] {
  return TOPOLOGIES.map(({ id }) => id);
}

export function findTopology(id: string): Topology | undefined {
  return TOPOLOGIES.find((topology) => topology.id === id);
}
