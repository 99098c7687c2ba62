import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ResourceMeter } from '../../bench/resources.ts';
import type { TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import { type Namespace, ORIGIN } from '../../components/component.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import { descendants, listProcesses } from '../../host/processes/process-table.ts';
import type {
  CheckoutBench,
  CheckoutProbe,
  IdleUse,
  Program,
  StartedComponents,
} from '../../scenario/checkout.ts';
import { prepareData } from '../../topologies/seed-data.ts';
import { startSystem } from '../../topologies/supervisor.ts';
import type { ProcessSpec, RunningSystem, Topology } from '../../topologies/topology.ts';
import { makeCheckout } from './checkout.ts';
import { Deaths } from './deaths.ts';
import { eachInTurn } from './each-in-turn.ts';
import { findProbe } from './find-probe.ts';
import type { Probed } from './probed.ts';
import { seriesOf, valuesOf } from './reading.ts';
import { type CheckoutSettings, environmentOf, type ProbeSettings } from './settings.ts';
import { Stops } from './stops.ts';

const READY_MS = 120_000;

/** Why a server is not started again. */
const IN_A_CONTAINER = 'it runs in a container, which the lab starts once';
const NOT_OURS = "it runs already, and is not the lab's to end";

/** A checkout has none that a probe could stop: only components are. */
const NO_SYSTEM = { processes: [], kill: async () => undefined, restart: async () => undefined };

/** Has the scenario's probe work on a checkout of its own, and removes it with all that was started. */
export async function probeCheckout(
  settings: ProbeSettings,
  { folders }: CheckoutSettings,
  setting: TrialSetting,
  staged: StagedTrial,
  calledOff: AbortSignal,
): Promise<Probed> {
  const deaths = new Deaths(calledOff);
  const { signal } = deaths;
  const { root, runId, scratch, step, live, components } = setting;
  const probe = await findProbe<CheckoutProbe>(setting.workload);
  const dir = join(scratch, `checkouts-${staged.trial.number}`);
  const guardian = acquireGuardian(runId);
  const systems: RunningSystem[] = [];
  const stops = new Stops(NO_SYSTEM, staged.components, signal);
  let namespace: Namespace | undefined;
  try {
    namespace = await components.freshNamespace(staged.topology);
    step({ en: `checking the sources out for ${staged.arm}`, ko: `${staged.arm}의 소스 체크아웃` });
    const checkout = await makeCheckout(folders, join(dir, 'first'), { root, runId, guardian, signal });
    const secret = { JWT_SECRET: randomBytes(32).toString('hex') };
    const env = { LOG_LEVEL: 'warn', ...secret, ...namespace.env, ...environmentOf(settings) };
    const bench: CheckoutBench = {
      arm: staged.arm,
      topology: staged.topology.id,
      profile: setting.plan.profile.id,
      programs: staged.topology.processes.flatMap((spec) => programOf(spec)),
      edge: staged.topology.edge,
      own: settings.own,
      signal,
      checkout,
      say: step,
      startComponents: () => startComponents(staged, stops),
      async seed(from, programs) {
        const startedAt = performance.now();
        const data = { root: from.root, dir: join(dir, 'data'), seed: setting.plan.seed, runId, signal };
        await prepareData(systemOf(programs, ''), data);
        return (performance.now() - startedAt) / 1000;
      },
      async start(from, programs, edge) {
        live?.({ type: 'system', arm: staged.arm, state: 'starts' });
        const system = await startSystem(systemOf(programs, edge), {
          ...{ root: from.root, runId, env, signal, deadlineMs: READY_MS },
          ...{ dataDir: join(dir, 'data'), trialDir: join(staged.dir, String(systems.length + 1)) },
        });
        systems.push(system);
        deaths.watch(system);
        live?.({ type: 'system', arm: staged.arm, state: 'is-up' });
        return {
          url: system.url,
          seconds: system.startupMs / 1000,
          idle: (seconds) => idleOf(system, setting, staged, seconds, signal),
          kill: async (names) => {
            await Promise.all(names.map((name) => system.kill(name)));
          },
          restart: async (names) => {
            await Promise.all(names.map((name) => system.restart(name)));
          },
          stop: () => system.stop(),
        };
      },
    };
    const reading = await deaths.orCause(probe(bench));
    return {
      load: undefined,
      values: valuesOf(settings, reading),
      leftOut: [...reading.leftOut],
      details: { asked: 0, bursts: [], ...seriesOf(settings, reading) },
      reasons: reading.invalidBecause ?? [],
    };
  } finally {
    await eachInTurn(
      () => eachInTurn(...systems.map((system) => () => system.stop())),
      // Where the run is called off, its components end with it.
      () => stops.spare(setting.signal),
      async () => namespace?.leave(),
      // What cannot be removed now goes with the run's scratch folder.
      () => rm(dir, { recursive: true, force: true }).catch(() => undefined),
      () => guardian.release(),
    );
  }
}

const programOf = (spec: ProcessSpec): Program[] =>
  'entry' in spec ? [{ name: spec.name, entry: spec.entry }] : [];

const systemOf = (processes: readonly Program[], edge: string): Topology => ({
  id: 'checkout',
  title: 'checkout',
  processes,
  edge,
  components: [],
});

async function startComponents(staged: StagedTrial, stops: Stops): Promise<StartedComponents> {
  const others: { id: string; why: string }[] = [];
  let [started, seconds] = [0, 0];
  for (const { id, origin } of staged.components) {
    const startAgain = await stops.outage(id);
    if (!startAgain) {
      others.push({ id, why: origin === ORIGIN.docker ? IN_A_CONTAINER : NOT_OURS });
      continue;
    }
    const startedAt = performance.now();
    await startAgain();
    seconds += (performance.now() - startedAt) / 1000;
    started += 1;
  }
  return { started, seconds, others };
}

async function idleOf(
  { processes }: RunningSystem,
  { components }: TrialSetting,
  { topology }: StagedTrial,
  seconds: number,
  signal: AbortSignal,
): Promise<IdleUse> {
  const own = processes.map(({ name, pid }) => ({ name, pids: [pid] }));
  const servers = components.partsOf(topology);
  const parts = [...own, ...servers];
  const meter = new ResourceMeter(() => parts, signal);
  await meter.measureIdle(seconds);
  const { idle, idleCpu } = meter.record();
  const all = listProcesses();
  const used = (idleCpu?.cpu ?? []).reduce((sum, part) => sum + part.seconds, 0);
  return {
    unseen: servers.filter(({ pids }) => pids.length === 0).map(({ name }) => name),
    processes: new Set(parts.flatMap(({ pids }) => pids.flatMap((pid) => descendants(pid, all)))).size,
    bytes: idle.reduce((sum, part) => sum + part.bytes, 0),
    cpuMsPerSecond: (1_000 * used) / (idleCpu?.seconds ?? seconds),
  };
}
