import { microservices } from './microservices.ts';
import { monolith } from './monolith.ts';
import type { Topology } from './topology.ts';

/** Environment of processes whose callers never give up. */
const NO_TIMEOUTS = { CALL_TIMEOUTS: 'off' } as const;

const withoutTimeouts = (topology: Topology): Topology => ({
  ...topology,
  id: `${topology.id}-no-timeouts`,
  base: topology.id,
  title: `${topology.title}, callers wait for ever`,
  processes: topology.processes.map((spec) => ({ ...spec, env: { ...spec.env, ...NO_TIMEOUTS } })),
});

/** Deployments whose callers never give up: what borders between processes are worth without timeouts. */
export const WITHOUT_TIMEOUTS: readonly Topology[] = [monolith, microservices].map(withoutTimeouts);
