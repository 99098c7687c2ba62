import type { Topology } from './topology.ts';

/**
 * The monolith in which every call between contexts is written and read as a message would be, and carried by nobody: what
 * lies between it and the monolith is the price of serialization, what lies between it and the microservices that of the rest.
 */
export const monolithSerialized: Topology = {
  id: 'monolith-serialized',
  title: 'Monolith, calls serialized',
  processes: [{ name: 'monolith', entry: 'monolith/dist/main.js', env: { CALLS: 'serialized' } }],
  edge: 'monolith',
  components: [],
};
