import type { PlannedTrial } from '../../bench/plan.ts';
import { asAWhole, besideDriver, type TrialSetting } from '../../bench/round.ts';
import { StagedTrial } from '../../bench/staged-trial.ts';
import { type Loaded, trialRecord } from '../../bench/trial-record.ts';
import { reasonsAgainst, reasonsAgainstBurst } from '../../bench/validity.ts';
import { takeTurns } from '../../drivers/take-turns.ts';
import { readMachine } from '../../host/machine.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import { isMachineShared } from '../../host/shared-machine.ts';
import type { TrialRecord } from '../../records/trial.ts';
import type { ProbeReading } from '../../scenario/probe.ts';
import { Bites } from '../disturbance/faults/bites.ts';
import { TAKES_FAULTS } from '../disturbance/faults/fault.ts';
import type { Round } from '../kind.ts';
import { Asker } from './asker.ts';
import { benchOf, type Loads } from './bench.ts';
import { findProbe } from './find-probe.ts';
import { seriesOf, valuesOf } from './reading.ts';
import type { ProbeDetails } from './record.ts';
import type { ProbeSettings } from './settings.ts';
import { type HearStop, Stops } from './stops.ts';

/** What came of a trial. */
interface Probed {
  readonly load: Loaded;
  readonly reading: ProbeReading;
  readonly values: TrialRecord['values'];
  readonly details: ProbeDetails;
  readonly reasons: readonly string[];
}

/**
 * The trials of a round, one system after the other: what a probe stops in one, and when it asks, would be felt by all. Each is a fresh
 * system, set up and warmed up, that the scenario's probe works on; its books are checked afterwards. A round counts as a whole.
 *
 * @returns a record for each trial; see `runLoadRound`, which does the same without a probe
 */
export async function runProbeRound(
  settings: ProbeSettings,
  setting: TrialSetting,
  { trials, attempt, dirOf }: Round,
): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for (const trial of trials) records.push(await runTrial(settings, setting, trial, attempt, dirOf(trial)));
  return asAWhole(records);
}

async function runTrial(
  settings: ProbeSettings,
  setting: TrialSetting,
  trial: PlannedTrial,
  attempt: number,
  dir: string,
): Promise<TrialRecord> {
  const startedAt = new Date();
  const before = readMachine();
  const over = new AbortController();
  const signal = AbortSignal.any([setting.signal, over.signal]);
  const staged = new StagedTrial({ ...setting, signal }, trial, dir, (cause) => over.abort(cause));
  let probed: Probed | undefined;
  try {
    probed = await probeSystem(settings, setting, staged, signal);
  } catch (error) {
    setting.signal.throwIfAborted();
    staged.failure ??= error instanceof Error ? error.message : String(error);
  } finally {
    setting.step('stopping');
    await staged.end();
  }
  const invalidBecause = [
    ...(staged.failure === undefined ? [] : [staged.failure]),
    ...(probed
      ? [...reasonsAgainst(probed.load, staged.competition, isMachineShared()), ...probed.reasons]
      : []),
  ];
  return trialRecord(setting, trial, {
    ...{ attempt, startedAt, before, invalidBecause },
    measured: staged.measured(probed?.load),
    values: probed?.values ?? {},
    leftOut: [...(probed?.reading.leftOut ?? [])],
    details: probed?.details ?? null,
  });
}

async function probeSystem(
  settings: ProbeSettings,
  setting: TrialSetting,
  staged: StagedTrial,
  signal: AbortSignal,
): Promise<Probed> {
  const { plan, driver, cpus, step, live, runId } = setting;
  const probe = await findProbe(setting.workload);
  step(`starting ${staged.arm}`);
  await staged.start(settings.takesFaults ? { env: TAKES_FAULTS } : {});
  return besideDriver(cpus, async () => {
    step(`setting up ${staged.arm}`);
    await staged.setUp();
    step(`warming up ${staged.arm}`);
    const turn = staged.turn();
    const load = { warmUp: plan.round.warmUp, phases: [] };
    const warmedUp = await takeTurns([turn], load, driver.blockSeconds, (same) => same);
    const asker = await Asker.open(staged.system.url, signal);
    const guardian = acquireGuardian(runId);
    const hear: HearStop | undefined =
      live && ((state, title, where) => live({ type: 'fault', arm: staged.arm, state, title, where }));
    const bites = new Bites(staged.system);
    const stops = new Stops(staged.system, staged.components, signal, hear);
    try {
      const { bench, loads } = benchOf({ settings, setting, staged, asker, stops, bites, guardian, signal });
      step(`probing ${staged.arm}`);
      const reading = await probe(bench);
      await stops.end();
      step(`checking ${staged.arm}`);
      const checks = [...reading.checks, ...(await staged.check())];
      const { artifacts } = await turn.session.results();
      const warmUp = warmedUp.get(turn)?.warmUp ?? { seconds: 0, steady: false, windows: [] };
      return {
        load: { warmUp, phases: loads.phases, artifacts, checks },
        reading,
        values: valuesOf(settings, reading),
        details: { asked: asker.asked, bursts: [...loads.bursts], ...seriesOf(settings, reading) },
        reasons: reasonsOf(settings, setting, staged, loads),
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
