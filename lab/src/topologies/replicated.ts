import { microservices } from './microservices.ts';
import { monolith } from './monolith.ts';
import type { ProcessSpec, Topology } from './topology.ts';

const MOST = 4;
const HOT = 'recommendations';

/**
 * So many instances of everything: `node:cluster` workers on one port and one database. One worker has a primary too, so that what a
 * second one adds is a worker, as a second recommendations adds a process and no other gateway.
 */
const monolithTimes = (replicas: number): Topology => ({
  ...monolith,
  id: `monolith-x${replicas}`,
  title: `Monolith × ${replicas}`,
  processes: monolith.processes.map((spec) => ({
    ...spec,
    env: { ...spec.env, WORKERS: String(replicas), CLUSTER: 'on' },
  })),
  base: monolith.id,
  replicas,
});

/**
 * So many instances of recommendations, one of everything else.
 *
 * The replicas consume from one queue of requests and one queue of events, as competing consumers, and share one database: what
 * they keep in it is a log of baskets that each folds into a model of its own before it answers. An event is thus taken in
 * once, by whichever replica gets it, and the next answer of every other one knows of it. Databases of their own would need a
 * queue of events for each, a copy of the log for each that joins, and replicas would disagree while one lags behind.
 */
const recommendationsTimes = (replicas: number): Topology => ({
  ...microservices,
  id: `microservices-rec-x${replicas}`,
  title: `Microservices, ${HOT} × ${replicas}`,
  processes: microservices.processes.flatMap((spec) => (spec.name === HOT ? copies(spec, replicas) : spec)),
  base: microservices.id,
  replicas,
});

/** The first keeps its name, which others may know it by. */
const copies = (spec: ProcessSpec, count: number): ProcessSpec[] =>
  Array.from({ length: count }, (_, index) =>
    index === 0 ? spec : { ...spec, name: `${spec.name}-${index + 1}` },
  );

/** What a process of a topology is an instance of: its name without the number of a replica. */
export const roleOf = (process: string): string => process.replace(/-\d+$/, '');

/** The topologies of a scaling experiment: the monolith and the microservices, each from 1 to 4 times what is scaled. */
export const REPLICATED: readonly Topology[] = [monolithTimes, recommendationsTimes].flatMap((times) =>
  Array.from({ length: MOST }, (_, index) => times(index + 1)),
);

/** What a topology is a multiple, or another variant, of: itself, once, where it does not say. */
export const multipleOf = ({ id, base = id, replicas = 1 }: Topology) => ({ base, replicas });
