import { dirname } from 'node:path';
import { runMeeting, runOneByOne, type TrialAlone } from '../../bench/alone.ts';
import { checking, settingUp, starting, warmingUp } from '../../bench/doing.ts';
import { besideDriver, type Round, type TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import type { Meet } from '../../bench/turns.ts';
import { reasonsAgainstBurst } from '../../bench/validity.ts';
import { Lines } from '../../components/lines.ts';
import { takeTurns } from '../../drivers/take-turns.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import type { TrialRecord } from '../../records/trial.ts';
import type { Probe } from '../../scenario/probe.ts';
import type { Arm } from '../../scenario/scenario.ts';
import { topologyOf } from '../../topologies/topology-of.ts';
import { Bites } from '../disturbance/faults/bites.ts';
import { Asker } from './asker.ts';
import { benchOf, type Loads, type Stage } from './bench.ts';
import { probeCheckout } from './checkout-bench.ts';
import { findProbe } from './find-probe.ts';
import type { Probed } from './probed.ts';
import { seriesOf, valuesOf } from './reading.ts';
import { environmentOf, type ProbeSettings, takesTurns } from './settings.ts';
import { type HearStop, Stops } from './stops.ts';
import { type BuiltVersions, buildVersions } from './versions.ts';

/**
 * The trials of a round, one system after the other: what a probe stops in one, and when it asks, would be felt by all. Each is a fresh
 * system, set up and warmed up, that the scenario's probe works on; its books are checked afterwards. A round counts as a whole. Where the
 * settings have the arms take turns, all systems are there at once.
 *
 * A checkout has no system, see `probeCheckout`.
 *
 * @returns a record for each trial; see `runLoadRound`, which does the same without a probe
 */
export async function runProbeRound(
  settings: ProbeSettings,
  setting: TrialSetting,
  round: Round,
): Promise<TrialRecord[]> {
  const arms = round.trials.map(({ arm }) => arm);
  const versions = await versionsFor(settings, setting, arms);
  const found: Stage['found'] = new Map();
  const begin = (meet?: Meet): TrialAlone<Probed> => ({
    work: (staged, signal) =>
      settings.checkout
        ? probeCheckout(settings, settings.checkout, setting, staged, signal)
        : probeSystem(settings, setting, staged, { versions, meet, found, signal }),
    tell: (_, probed) => probed ?? { load: undefined, reasons: [] },
  });
  const alone = round.trials.length === 1 || !takesTurns(settings);
  return alone ? runOneByOne(setting, round, () => begin()) : runMeeting(setting, round, begin);
}

/** Builds the versions of all arms; rounds find them. @throws when one cannot be built */
export async function prepareProbe(settings: ProbeSettings, setting: TrialSetting): Promise<void> {
  await versionsFor(settings, setting, setting.plan.arms);
}

async function versionsFor(
  { versions = [] }: ProbeSettings,
  { root, runId, plan, workload, signal, step }: TrialSetting,
  arms: readonly Arm[],
): Promise<BuiltVersions> {
  if (versions.length === 0) return new Map();
  step({ en: 'building the versions', ko: '버전 빌드' });
  const guardian = acquireGuardian(runId);
  try {
    const topologies = arms.map(({ topology }) => topologyOf(topology));
    const needed = { root, versions, topologies, folder: dirname(workload.source), profile: plan.profile.id };
    return await buildVersions(needed, { runId, guardian, signal });
  } finally {
    await guardian.release();
  }
}

async function probeSystem(
  settings: ProbeSettings,
  setting: TrialSetting,
  staged: StagedTrial,
  { versions, meet, found, signal }: Pick<Stage, 'versions' | 'meet' | 'found' | 'signal'>,
): Promise<Probed> {
  const { plan, driver, cpus, step, live, runId } = setting;
  const probe = await findProbe<Probe>(setting.workload);
  step(starting(staged.arm));
  const lines = new Lines(settings.lines ?? []);
  await staged.start({ env: environmentOf(settings), over: (place) => lines.over(place) });
  return besideDriver(cpus, async () => {
    step(settingUp(staged.arm));
    await staged.setUp();
    step(warmingUp(staged.arm));
    const turn = staged.turn();
    const load = { warmUp: plan.round.warmUp, phases: [] };
    const warmedUp = await takeTurns([turn], load, driver.blockSeconds, (same) => same);
    const asker = await Asker.open(staged.system.url, signal);
    const guardian = acquireGuardian(runId);
    const hear: HearStop | undefined =
      live && ((state, title, where) => live({ type: 'fault', arm: staged.arm, state, title, where }));
    const bites = new Bites(staged.system);
    const stops = new Stops(staged.system, staged.components, signal, hear, lines);
    try {
      const stage = {
        settings,
        setting,
        staged,
        asker,
        stops,
        bites,
        guardian,
        versions,
        hear,
        meet,
        found,
        signal,
      };
      const { bench, loads } = benchOf(stage);
      step({ en: `probing ${staged.arm}`, ko: `${staged.arm} 관찰` });
      const reading = await probe(bench);
      await stops.end();
      step(checking(staged.arm));
      const checks = [...reading.checks, ...(await staged.check())];
      const { artifacts } = await turn.session.results();
      const warmUp = warmedUp.get(turn)?.warmUp ?? { seconds: 0, steady: false, windows: [] };
      return {
        load: { warmUp, phases: loads.phases, artifacts, checks },
        values: valuesOf(settings, reading),
        leftOut: [...reading.leftOut],
        details: { asked: asker.asked, bursts: [...loads.bursts], ...seriesOf(settings, reading) },
        reasons: [...reasonsOf(settings, setting, staged, loads), ...(reading.invalidBecause ?? [])],
      };
    } finally {
      // Where the run is called off, its components end with it.
      await stops.spare(setting.signal);
      bites.close();
      await asker.close();
      await guardian.release();
    }
  });
}

/** Why the trial's loads cannot be believed, besides what is so of every load. */
function reasonsOf(
  { bursts = [] }: ProbeSettings,
  { plan }: Pick<TrialSetting, 'plan'>,
  { competition }: Pick<StagedTrial, 'competition'>,
  loads: Loads,
): string[] {
  const missing = plan.round.phases.filter(({ name }) => !loads.phases.some((each) => each.name === name));
  return [
    ...missing.map(({ name }) => `the probe has not put the phase ${name} on the system`),
    ...loads.bursts.flatMap((burst) => reasonsAgainstBurst(burst, competition.get(burst.name))),
    ...loads.bursts.flatMap(({ name, perSecond }) => {
      const most = bursts.find((burst) => burst.name === name)?.mostPerSecond ?? 0;
      return perSecond > most
        ? [`${name}: the workload had set aside enough for ${most} requests a second only`]
        : [];
    }),
  ];
}
