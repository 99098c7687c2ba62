import type { Topology } from './topology.ts';

/** One process, one database. */
export const monolith: Topology = {
  id: 'monolith',
  title: 'Monolith',
  processes: [{ name: 'monolith', entry: 'monolith/dist/main.js' }],
  edge: 'monolith',
  components: [],
};
