import { cpusOf } from '../bench/cpus-of.ts';
import type { Plan } from '../bench/plan.ts';
import type { Driver } from '../drivers/driver.ts';
import { workloadsOf } from '../experiments/plan-experiment.ts';
import type { CpuSets } from '../host/cpu-sets.ts';
import { readEnvironment } from '../host/environment.ts';
import type { Manifest } from '../records/manifest.ts';
import { codeOf } from '../scenario/code-of.ts';
import type { FoundWorkload } from '../scenario/find-scenarios.ts';
import { topologyOf } from '../topologies/topology-of.ts';

interface Beginning {
  readonly root: string;
  readonly runId: string;
  readonly plan: Plan;
  readonly workload: FoundWorkload;
  readonly driver: Driver;
  readonly cpus: CpuSets | undefined;
  readonly wakeUpUs: number | null;
  /** See `Manifest.skipped`. */
  readonly skipped: Manifest['skipped'];
}

/** The manifest of a run that is about to begin; its components, and whether it can be watched, are not known yet. */
export async function firstManifest(beginning: Beginning): Promise<Manifest> {
  const { root, runId, plan, workload, driver, cpus, wakeUpUs, skipped } = beginning;
  const { scenario, profile, arms, seed, round } = plan;
  return {
    schema: 2,
    runId,
    scenario: {
      id: scenario.id,
      title: scenario.title,
      question: scenario.question,
      endpoints: scenario.endpoints.map((endpoint) => ({ ...endpoint })),
      phases: phasesOf(round),
      measures: plan.measures.map((measure) => ({ ...measure })),
      // As it will be read again: what is undefined is not there.
      experiment: JSON.parse(JSON.stringify(scenario.experiment)),
      claims: scenario.claims.map(({ id, text, decidedBy }) => ({ id, text, decidedBy })),
    },
    code: await codeOf(workload, workloadsOf(scenario)),
    profile: profile.id,
    baseline: plan.baseline,
    arms: arms.map(({ name, topology: id }) => {
      const topology = topologyOf(id);
      const own = topology.cpus === undefined ? undefined : cpusOf(topology, cpus)?.arms;
      return { name, topology: id, title: topology.title, ...(own !== undefined && { cpus: own }) };
    }),
    skipped: [...skipped],
    seed,
    ...upTo(plan, profile.looks[0]),
    looks: [...profile.looks],
    blockSeconds: arms.length > 1 ? driver.blockSeconds : null,
    cpus: cpus ? { ...cpus } : null,
    wakeUpUs,
    warmUp: { ...round.warmUp },
    capacity: plan.capacity ?? null,
    driver: { id: driver.id, description: driver.description },
    unwatched: null,
    components: [],
    environment: await readEnvironment(root),
    startedAt: new Date().toISOString(),
    endedAt: null,
    status: 'running',
    reason: null,
    command: commandOf(plan, driver.id),
  };
}

/** What the manifest says of what follows from the capacity that a plan has. */
export function follows(
  plan: Plan,
  { scenario, driver }: Pick<Manifest, 'scenario' | 'driver'>,
): Pick<Manifest, 'scenario' | 'warmUp' | 'capacity' | 'command'> {
  return {
    scenario: { ...scenario, phases: phasesOf(plan.round) },
    warmUp: { ...plan.round.warmUp },
    capacity: plan.capacity ?? null,
    command: commandOf(plan, driver.id),
  };
}

/** As they will be read again: what is undefined is not there. */
const phasesOf = ({ phases }: Plan['round']): Manifest['scenario']['phases'] =>
  phases.map(({ arrivals = 'even', workload, share, bound, ...phase }) => ({
    ...phase,
    arrivals,
    ...(workload !== undefined && { workload }),
    ...(share !== undefined && { share }),
    ...(bound !== undefined && { bound }),
  }));

/** How to repeat a run, with the same rates. */
function commandOf({ scenario, profile, arms, seed, capacity }: Plan, driver: string): string {
  const asked = arms.map(({ topology }) => topology).join(',');
  const rates = capacity ? ` CAPACITY=${capacity.perSecond}` : '';
  return `make run-scenario SCENARIO=${scenario.id} PROFILE=${profile.id} ARMS=${asked} SEED=${seed} DRIVER=${driver}${rates}`;
}

/** What the manifest says of how far a run is planned. */
export const upTo = ({ trials }: Plan, rounds: number): Pick<Manifest, 'rounds' | 'order'> => ({
  rounds,
  order: trials.filter(({ round }) => round <= rounds).map(({ arm }) => arm.name),
});
