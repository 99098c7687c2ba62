import type { Topology } from './topology.ts';

/** The monolith as two `node:cluster` workers on one port and one database. */
export const monolithCluster: Topology = {
  id: 'monolith-cluster',
  title: 'Monolith, 2 cluster workers',
  processes: [{ name: 'monolith', entry: 'monolith/dist/main.js', env: { WORKERS: '2' } }],
  edge: 'monolith',
  components: [],
};
