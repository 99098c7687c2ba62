import { runOneByOne } from '../../bench/alone.ts';
import { settingUp, starting, warmingUp } from '../../bench/doing.ts';
import { besideDriver, type Round, type TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import type { Loaded } from '../../bench/trial-record.ts';
import type { Component } from '../../components/component.ts';
import type { TrialRecord } from '../../records/trial.ts';
import type { ProfileId } from '../../scenario/profile.ts';
import type { CheckResult } from '../../scenario/workload.ts';
import { type Random, seededRandom, shuffled } from '../../stats/random.ts';
import { Bites } from './faults/bites.ts';
import { TAKES_FAULTS, targetIn } from './faults/fault.ts';
import type { FaultRecord } from './record.ts';
import { TELLS_SAGAS } from './sagas/history.ts';
import { type Found, loadCalm, lookAt, tellSagas } from './seen.ts';
import { CALM, type DisturbanceSettings, isSpared, type PlannedFault } from './settings.ts';
import { type Scene, type SteadyLoad, strike } from './strike.ts';
import { tellDeaths } from './told-deaths.ts';
import { faultValues } from './values.ts';

/** More than this of the requests before a fault failed or were slow: whatever followed was not the fault's doing alone. */
const MOST_HIT_BEFORE = 0.05;
/**
 * The heap that each process of either arm may have, in megabytes: about four times what the greatest needs, so that a leak comes to
 * its end within an experiment.
 */
const HEAP_MB = 256;
/**
 * Customers keep their connections: so many that each is used again after some seconds, while the server still keeps it, and that those
 * who wait for a faulty part leave enough for all others. The workers of a cluster each get their share of them, so that a fault in one
 * meets its share of the requests.
 */
const CONNECTIONS = 128;

/**
 * The trials of a round, one system after the other, as a fault of one would be felt by all: a fresh system that is restarted when
 * it dies, warmed up, and struck by every fault in turn, in an order drawn from the seed that is the same for all arms of the
 * round. After each its books are checked. A round counts as a whole.
 *
 * @returns a record for each trial; see `runLoadRound`, which does the same without faults
 */
export const runDisturbanceRound = (
  settings: DisturbanceSettings,
  setting: TrialSetting,
  round: Round,
): Promise<TrialRecord[]> =>
  runOneByOne<Loaded>(setting, round, () => {
    const found: Found = { faults: [], calm: null, sagas: null, values: {} };
    return {
      work: (staged, signal) => strikeAll(settings, setting, staged, signal, found),
      tell: (staged, load) => ({
        ...{ load, values: valuesOf(settings, found), reasons: found.faults.flatMap(reasonsAgainstFault) },
        // Its other phases are those of its faults: what they say stands there, and no metric is read of a load that was to fail.
        phases: load?.phases.filter(({ name }) => name === CALM) ?? [],
        leftOut: leftOut(settings, staged, setting.plan.profile.id),
        details: { faults: found.faults, calm: found.calm, sagas: found.sagas },
      }),
    };
  });

function valuesOf(settings: DisturbanceSettings, { values, faults }: Found): Record<string, number> {
  const neededBy = new Map(settings.faults.map(({ id, needed }) => [id, needed]));
  return Object.assign(values, ...faults.map((fault) => faultValues(fault, neededBy.get(fault.id) ?? [])));
}

/** @param found grows with each fault, so that what was seen is told even when a later one cannot be */
async function strikeAll(
  settings: DisturbanceSettings,
  setting: TrialSetting,
  staged: StagedTrial,
  signal: AbortSignal,
  found: Found,
): Promise<Loaded> {
  const { plan, cpus, step, live } = setting;
  const { profile, seed } = plan;
  step(starting(staged.arm));
  await staged.start({
    supervised: true,
    env: {
      ...TAKES_FAULTS,
      ...(settings.sagas && TELLS_SAGAS),
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
    },
  });
  return besideDriver(cpus, async () => {
    step(settingUp(staged.arm));
    await staged.setUp({ connections: CONNECTIONS, spread: true });
    step(warmingUp(staged.arm));
    const turn = staged.turn();
    const warmUp = await loadCalm(settings, setting, staged, turn, signal, found);
    const { perSecond, before, after } = settings;
    const steady = { perSecond, before: before[profile.id], after: after[profile.id] };
    const bites = new Bites(staged.system);
    const deaths = live && tellDeaths(staged.system, staged.arm, live);
    try {
      const { system } = staged;
      const planned = faultsOf(settings, profile.id, seed + staged.trial.round);
      for (const [place, fault] of planned.entries()) {
        if (!canStrike(fault, staged)) continue;
        // The same in every arm of the round, whatever else it is spared.
        const random = seededRandom(seed + staged.trial.round * 7_919 + place);
        step({
          en: `${fault.title.en.toLowerCase()} in ${staged.arm}`,
          ko: `${staged.arm}: ${fault.title.ko}`,
        });
        const component = componentHitBy(fault, staged);
        const where = component?.id ?? targetIn(system.topology, fault.context).process;
        const told = { type: 'fault', arm: staged.arm, title: fault.title, where } as const;
        const hear = live && ((state: 'strikes' | 'is-over') => live({ ...told, state }));
        const { outage } = component ?? {};
        const scene: Scene = { system, session: turn.session, bites, outage, signal, hear };
        const struck = await strike(scene, fault, steadyFor(fault, steady, random));
        step({ en: `checking ${staged.arm} after it`, ko: `장애 뒤 ${staged.arm} 검사` });
        found.faults.push({ ...struck, ...(await lookAt(settings, staged, signal)) });
      }
    } finally {
      deaths?.close();
      bites.close();
    }
    const measured = await turn.session.results();
    if (settings.sagas) await tellSagas(staged, found);
    const calm = found.calm ? [{ id: CALM, ...found.calm }] : [];
    return { ...measured, warmUp, checks: checksOfAll([...calm, ...found.faults]) };
  });
}

/** The load that a fault falls upon: a kill comes at a moment before it that is drawn, and the load is as long as any. */
function steadyFor({ fault }: PlannedFault, steady: SteadyLoad, random: Random): SteadyLoad {
  if (fault.kind !== 'process-kill') return steady;
  const before = steady.before * random();
  return { ...steady, before, after: steady.after + steady.before - before };
}

/** What the checks after all faults come to: what failed after one of them has failed, and that one is named. */
export function checksOfAll(faults: readonly Pick<FaultRecord, 'id' | 'checks'>[]): CheckResult[] {
  const found = faults.flatMap(({ id: fault, checks }) => checks.map((check) => ({ fault, check })));
  return [...new Set(found.map(({ check }) => check.id))].flatMap((id) => {
    const own = found.filter(({ check }) => check.id === id);
    const failed = own.find(({ check }) => check.result === 'fail');
    if (failed) {
      const { detail, detailInKorean = detail } = failed.check;
      const said = {
        detail: `After ${failed.fault}: ${detail}`,
        detailInKorean: `${failed.fault} 뒤: ${detailInKorean}`,
      };
      return [{ ...failed.check, ...said }];
    }
    return own.slice(-1).map(({ check }) => check);
  });
}

/** Those that the profile has the time for, in an order drawn from the seed. */
const faultsOf = ({ faults }: DisturbanceSettings, profile: string, seed: number): PlannedFault[] =>
  shuffled(
    faults.filter(({ profiles }) => profiles.some((id) => id === profile)),
    seededRandom(seed),
  );

/** The component that a fault kills; undefined for another fault, and for a deployment without it. */
function componentHitBy({ fault }: PlannedFault, { components }: StagedTrial): Component | undefined {
  if (fault.kind !== 'broker-outage') return undefined;
  return components.find(({ id }) => fault.component === undefined || id === fault.component);
}

/** Whether the lab injects a fault into a deployment: the scenario does not spare it, and the lab is able to. */
function canStrike(planned: PlannedFault, staged: StagedTrial): boolean {
  if (isSpared(planned, staged.topology.id)) return false;
  return planned.fault.kind !== 'broker-outage' || componentHitBy(planned, staged)?.outage !== undefined;
}

function leftOut({ faults }: DisturbanceSettings, staged: StagedTrial, profile: ProfileId): string[] {
  return faults
    .filter((planned) => planned.profiles.includes(profile) && !isSpared(planned, staged.topology.id))
    .flatMap((planned) => {
      const component = componentHitBy(planned, staged);
      if (!component || component.outage) return [];
      return [
        `${planned.title.en}: the lab can only kill and restart a broker that it has started as a private node. This one is from ${component.origin}`,
      ];
    });
}

function reasonsAgainstFault({ id, window, hitBefore }: FaultRecord): string[] {
  return [
    ...(window ? [] : [`${id}: the fault was not seen to bite, or did not end in its time`]),
    ...(hitBefore > MOST_HIT_BEFORE
      ? [`${id}: ${(100 * hitBefore).toFixed(0)} % of the requests before the fault were already hit`]
      : []),
  ];
}
