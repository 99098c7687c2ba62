import { microservices } from './microservices.ts';
import { monolith } from './monolith.ts';
import { monolithCluster } from './monolith-cluster.ts';
import { monolithPackages } from './monolith-packages.ts';
import { monolithSerialized } from './monolith-serialized.ts';
import { monolithSlowed } from './monolith-slowed.ts';
import { REPLICATED } from './replicated.ts';
import type { Topology } from './topology.ts';
import { WITHOUT_TIMEOUTS } from './without-timeouts.ts';

/** Every topology that the lab offers. */
export const TOPOLOGIES: readonly Topology[] = [
  monolith,
  monolithSerialized,
  monolithCluster,
  microservices,
  ...WITHOUT_TIMEOUTS,
  ...REPLICATED,
];

/** Those that only check the lab itself, or are told apart by one scenario alone: they can be asked for, but are not offered. */
const HIDDEN: readonly Topology[] = [monolithSlowed, monolithPackages];

export const topologyIds = (): string[] => TOPOLOGIES.map(({ id }) => id);
export const hiddenTopologyIds = (): string[] => HIDDEN.map(({ id }) => id);

export function findTopology(id: string): Topology | undefined {
  return [...TOPOLOGIES, ...HIDDEN].find((topology) => topology.id === id);
}
