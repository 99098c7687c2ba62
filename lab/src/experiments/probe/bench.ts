import { setMaxListeners } from 'node:events';
import { loading } from '../../bench/doing.ts';
import { arrivalSeedOf } from '../../bench/plan.ts';
import type { TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import type { Meet } from '../../bench/turns.ts';
import { joinedBurst } from '../../drivers/joined-burst.ts';
import { blocksOf } from '../../drivers/take-turns.ts';
import type { Guardian } from '../../host/processes/guardian.ts';
import type { BurstRecord } from '../../records/burst.ts';
import type { PhaseRecord } from '../../records/trial.ts';
import type { Found, ProbeBench } from '../../scenario/probe.ts';
import type { Text } from '../../scenario/scenario.ts';
import { chanceOf } from '../../stats/random.ts';
import { topologyOf } from '../../topologies/topology-of.ts';
import type { Bites } from '../disturbance/faults/bites.ts';
import { runMetered } from '../steps/metered-command.ts';
import type { Asker } from './asker.ts';
import { runCommand } from './command.ts';
import { injectInto } from './inject.ts';
import { AGAIN_SECONDS, type ProbeSettings } from './settings.ts';
import type { HearStop, Stops } from './stops.ts';
import { updateProcess } from './update.ts';
import type { BuiltVersions } from './versions.ts';

const METRICS_MS = 5_000;
const UPDATED: Text = { en: 'Updated', ko: '업데이트' };

/** A trial's system, warmed up, and what a probe works on it with. */
export interface Stage {
  readonly settings: ProbeSettings;
  readonly setting: Pick<TrialSetting, 'plan' | 'step' | 'driver' | 'runId'>;
  readonly staged: StagedTrial;
  readonly asker: Asker;
  readonly stops: Stops;
  /** What the processes say of faults in them. */
  readonly bites: Bites;
  readonly guardian: Guardian;
  /** Undefined where the arms of a round take no turns. */
  readonly meet: Meet | undefined;
  /** What the arms of the round have found where they met, by what it is called. */
  readonly found: Map<string, readonly Found[]>;
  /** What processes may be updated to. */
  readonly versions: BuiltVersions;
  /** Hears what is updated, for those who watch; undefined where nobody does. */
  readonly hear?: HearStop | undefined;
  /** Aborts when the trial is called off. */
  readonly signal: AbortSignal;
}

/** What a probe has put on a system. */
export interface Loads {
  readonly phases: readonly PhaseRecord[];
  readonly bursts: readonly BurstRecord[];
}

/** The bench of one trial. @returns besides, the loads that the probe has put on the system so far */
export function benchOf(stage: Stage): { readonly bench: ProbeBench; readonly loads: Loads } {
  const { settings, setting, staged, asker, stops, bites, guardian, versions, meet, signal } = stage;
  const { plan } = setting;
  const { system } = staged;
  const { session, hooks } = staged.turn();
  // A probe sends crowds, of whom each waits with it. Node would take them for a leak.
  setMaxListeners(0, signal);
  const loads: { phases: PhaseRecord[]; bursts: BurstRecord[] } = { phases: [], bursts: [] };
  const taken = new Set<string>();
  let busy: string | undefined;

  /** The driver does one thing at a time, and puts a phase that comes twice together into one record. */
  async function oneByOne<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (busy !== undefined) throw new Error(`${name} was to begin, but ${busy} is under way`);
    if (taken.has(name)) throw new Error(`${name} was there already`);
    taken.add(name);
    busy = name;
    try {
      return await work();
    } finally {
      busy = undefined;
    }
  }

  const alone = <T>(name: string, work: () => Promise<T>): Promise<T> => handled(oneByOne(name, work));

  const bench: ProbeBench = {
    arm: staged.arm,
    topology: staged.topology.id,
    profile: plan.profile.id,
    round: staged.trial.round,
    processes: system.processes.map(({ name }) => name),
    phases: plan.round.phases.map(({ name }) => name),
    url: system.url,
    data: staged.data,
    own: settings.own,
    // Not the driver's arrivals, which are drawn from the round's seed too.
    chance: chanceOf(arrivalSeedOf(plan.seed, staged.trial.round) + 1),
    signal,
    now: asker.now,
    ask: (...asked) => handled(asker.ask(...asked)),
    load: (name) =>
      alone(name, async () => {
        const phase = plan.round.phases.find((each) => each.name === name);
        if (!phase) throw new Error(`the profile has no phase ${name}`);
        const planned = settings.phases.find((each) => each.name === name);
        const block = (seconds: number) => async () => {
          await session.measure(phase, seconds, async () => hooks.blockStarts?.(name));
          await hooks.blockEnded?.(name);
        };
        if (meet && planned?.inTurns) {
          const turn = planned.turnSeconds ?? setting.driver.blockSeconds;
          const [first, ...others] = blocksOf(phase.seconds, turn).map(block);
          const afterRest = async () => {
            await session.warmUp(plan.round.warmUp.perSecond, AGAIN_SECONDS);
            await first?.();
          };
          await meet([afterRest, ...others]);
        } else await block(phase.seconds)();
        await hooks.phaseEnded?.(name);
        const record = (await session.results()).phases.find((each) => each.name === name);
        if (!record) throw new Error(`the driver has no record of ${name}`);
        loads.phases.push(record);
        return record;
      }),
    burst: (name) =>
      alone(name, async () => {
        const burst = settings.bursts?.find((each) => each.name === name);
        const seconds = burst?.seconds[plan.profile.id] ?? 0;
        if (!burst || seconds === 0) throw new Error(`the profile has no burst ${name}`);
        const { outstanding, leadInSeconds, turnSeconds = seconds } = burst;
        const nothing = { started: async () => undefined, ended: async () => undefined };
        const turns: BurstRecord[] = [];
        const block = (length: number) => async () => {
          setting.step(loading(name, staged.arm));
          turns.push(await session.burst({ name, outstanding, seconds: length, leadInSeconds }, nothing));
        };
        if (meet && burst.inTurns) await meet(blocksOf(seconds, turnSeconds).map(block));
        else await block(seconds)();
        const record = joinedBurst(turns);
        if (!record) throw new Error(`the driver has no record of ${name}`);
        loads.bursts.push(record);
        return record;
      }),
    gather: (name, work) =>
      alone(name, async () => {
        const own = async () => {
          const value = await work();
          const mine = { arm: staged.arm, topology: staged.topology.id, value };
          stage.found.set(name, [...(stage.found.get(name) ?? []), mine]);
        };
        await (meet ? meet([own]) : own());
        return stage.found.get(name) ?? [];
      }),
    pause: (name) => stops.pause(name),
    kill: (name) => stops.kill(name),
    restart: (name) => stops.restart(name),
    update: (order) => {
      const { topology, place } = staged;
      stage.hear?.('strikes', UPDATED, order.process);
      const updating = updateProcess({ system, topology, root: place.root, versions, signal }, order);
      return handled(updating.finally(() => stage.hear?.('is-over', UPDATED, order.process)));
    },
    async swap(name, id) {
      const { base, processes } = topologyOf(id);
      const spec = processes.find((each) => each.name === name);
      if (!spec || base !== staged.topology.base)
        throw new Error(`${id} has no ${name} that could replace that of ${staged.topology.id}`);
      if (name === staged.topology.edge)
        throw new Error(`${name} cannot be replaced: clients know its address`);
      await system.replace(name, spec);
    },
    outage: (component) => stops.outage(component),
    cutOff: (component) => stops.cutOff(component),
    inject: (name, context, fault) => injectInto({ system, bites, signal }, name, context, fault),
    async run(name, args) {
      const spec = staged.topology.processes.find((process) => process.name === name);
      if (!spec) throw new Error(`${staged.topology.id} has no process ${name}`);
      return runCommand(spec, args, staged.place, { guardian, signal });
    },
    async tool(order) {
      const { exitCode, wallMs } = await runMetered({ ...order, runId: setting.runId, guardian, signal });
      return { exitCode, seconds: wallMs / 1_000 };
    },
    async metrics(name) {
      const process = system.processes.find((each) => each.name === name);
      if (!process) throw new Error(`${staged.topology.id} has no process ${name}`);
      const within = AbortSignal.any([signal, AbortSignal.timeout(METRICS_MS)]);
      const response = await fetch(`${process.url}/metrics`, { signal: within });
      if (!response.ok) throw new Error(`${name} answered ${response.status} when asked for its metrics`);
      return response.text();
    },
    get history() {
      return asker.history;
    },
  };
  return { bench, loads };
}

/** A probe may wait for it later. Until then its failure is not unhandled. */
function handled<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
