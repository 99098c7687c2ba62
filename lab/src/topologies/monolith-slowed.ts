import type { Topology } from './topology.ts';

/** The monolith with a known flaw, 20 % more CPU time per request: whether the lab finds it, and how much it reads. */
export const monolithSlowed: Topology = {
  id: 'monolith-slowed',
  title: 'Monolith, slowed by 20 % CPU',
  processes: [{ name: 'monolith', entry: 'monolith/dist/main.js', env: { TEST_CPU_SLOWDOWN: '0.2' } }],
  edge: 'monolith',
  components: [],
};
