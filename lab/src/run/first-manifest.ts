import type { RabbitMq } from '../components/component.ts';
import type { Driver } from '../drivers/driver.ts';
import { readEnvironment } from '../measurement/environment.ts';
import { type Plan, phasesOf } from '../plan/plan.ts';
import type { Manifest } from './records/manifest.ts';
import { topologyOf } from './topology-of.ts';

interface Beginning {
  readonly root: string;
  readonly runId: string;
  readonly plan: Plan;
  readonly driver: Driver;
  readonly rabbitMq: RabbitMq | undefined;
}

/** The manifest of a run that is about to begin. */
export async function firstManifest(beginning: Beginning): Promise<Manifest> {
  const { root, runId, plan, driver, rabbitMq } = beginning;
  const { scenario, profile, arms, seed } = plan;
  const asked = arms.map(({ topology }) => topology).join(',');
  return {
    schema: 1,
    runId,
    scenario: {
      id: scenario.id,
      title: scenario.title,
      question: scenario.question,
      endpoints: scenario.endpoints.map((endpoint) => ({ ...endpoint })),
      phases: phasesOf(scenario, profile),
      claims: scenario.claims.map(({ id, text, decidedBy }) => ({ id, text, decidedBy })),
    },
    profile: profile.id,
    baseline: plan.baseline,
    arms: arms.map(({ name, topology }) => ({ name, topology, title: topologyOf(topology).title })),
    seed,
    rounds: profile.rounds,
    looks: [profile.rounds],
    cpus: null,
    warmUp: { perSecond: scenario.warmUpPerSecond, ...profile.warmUp },
    order: plan.trials.map(({ arm }) => arm.name),
    driver: { id: driver.id, description: driver.description },
    components: rabbitMq ? [{ name: 'RabbitMQ', origin: rabbitMq.origin, version: rabbitMq.version }] : [],
    environment: await readEnvironment(root),
    startedAt: new Date().toISOString(),
    endedAt: null,
    status: 'running',
    reason: null,
    command: `make run-scenario SCENARIO=${scenario.id} PROFILE=${profile.id} ARMS=${asked} SEED=${seed} DRIVER=${driver.id}`,
  };
}
