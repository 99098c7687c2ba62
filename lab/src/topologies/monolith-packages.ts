import { monolith } from './monolith.ts';
import type { Topology } from './topology.ts';

/** The monolith with each context's implementation in a package of its own. It runs as the monolith does, and is built otherwise. */
export const monolithPackages: Topology = {
  ...monolith,
  id: 'monolith-packages',
  title: 'Monolith, a package for each context',
  base: monolith.id,
};
