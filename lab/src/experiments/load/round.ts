import { checking, settingUp, starting, stopping, warmingUp } from '../../bench/doing.ts';
import { mostIterations, turnsOf } from '../../bench/plan.ts';
import {
  besideDriver,
  DID_NOT_ANSWER,
  LEFT_OUT_WITH,
  type Round,
  type TrialSetting,
} from '../../bench/round.ts';
import { StagedTrial } from '../../bench/staged-trial.ts';
import { type Loaded, trialRecord } from '../../bench/trial-record.ts';
import { reasonsAgainst } from '../../bench/validity.ts';
import { takeTurns } from '../../drivers/take-turns.ts';
import { readMachine } from '../../host/machine.ts';
import { isMachineShared } from '../../host/shared-machine.ts';
import type { TrialRecord } from '../../records/trial.ts';
import { workloadBeside } from '../../scenario/find-scenarios.ts';
import type { Text } from '../../scenario/scenario.ts';
import { joinedParts, partsOf } from './parts.ts';

const IDLE: Text = { en: 'idle', ko: '유휴 상태 측정' };

/**
 * The trials of one round, side by side: each a fresh system on fresh data, set up and warmed up. Then they are measured in turns,
 * and all are gone again.
 *
 * A round counts as a whole: ratios are formed within it. A trial that cannot be run to its end is a record too, an invalid
 * one with the reason, and so are those beside it. Only a run that is called off rejects, with the signal's reason.
 *
 * @returns a record for each trial, in their order
 */
export async function runLoadRound(
  setting: TrialSetting,
  { trials, attempt, dirOf }: Round,
): Promise<TrialRecord[]> {
  const startedAt = new Date();
  const before = readMachine();
  const calledOff = new AbortController();
  const signal = AbortSignal.any([setting.signal, calledOff.signal]);
  const staged = trials.map(
    (trial) =>
      new StagedTrial({ ...setting, signal }, trial, dirOf(trial), (cause) => calledOff.abort(cause)),
  );
  const results = await measure(setting, staged, attempt).catch((error: unknown) => {
    setting.signal.throwIfAborted();
    const culprit = staged.find(({ failure }) => failure !== undefined);
    if (!culprit) for (const each of staged) each.failure = messageOf(error);
    return new Map<StagedTrial, Loaded>();
  });
  const reasons = new Map(staged.map((each) => [each, ownReasons(each, results.get(each))]));
  return staged.map((each) => {
    const invalidBecause = [...(reasons.get(each) ?? []), ...reasonsOfOthers(each, reasons)];
    const measured = each.measured(results.get(each));
    return trialRecord(setting, each.trial, { attempt, startedAt, before, invalidBecause, measured });
  });
}

async function measure(
  setting: TrialSetting,
  staged: readonly StagedTrial[],
  attempt: number,
): Promise<Map<StagedTrial, Loaded>> {
  const { plan, driver, cpus, step } = setting;
  const { profile } = plan;
  try {
    for (const each of staged) {
      step(starting(each.arm));
      await each.start();
    }
    return await besideDriver(cpus, async () => {
      step(IDLE);
      await Promise.all(staged.map((each) => each.measureIdle(profile.idleSeconds)));
      const inOrder = turnsOf(plan.seed, staged[0]?.trial.round ?? 0, attempt);
      const loaded = new Map<StagedTrial, Loaded[]>(staged.map((each) => [each, []]));
      for (const { workload, seed, phases } of partsOf(plan.round.phases, plan.seed)) {
        const load = { warmUp: plan.round.warmUp, phases };
        const own = { workload: workloadBeside(setting.workload, workload), seed };
        step(settingUp());
        const iterations = mostIterations({ ...load, stretches: phases }, driver);
        await Promise.all(staged.map((each) => each.setUp({ ...own, iterations })));
        step(warmingUp());
        const turns = staged.map((each) => each.turn());
        for (const [{ trial }, result] of await takeTurns(turns, load, driver.blockSeconds, inOrder)) {
          step(checking(trial.arm));
          loaded.get(trial)?.push({ ...result, checks: await trial.check() });
        }
      }
      return new Map([...loaded].map(([each, parts]) => [each, joinedParts(parts)]));
    });
  } finally {
    step(stopping());
    if (!setting.signal.aborted) await Promise.all(staged.map((each) => each.noteSilent()));
    await Promise.all(staged.map((each) => each.end()));
  }
}

function ownReasons({ failure, competition, silent }: StagedTrial, load: Loaded | undefined): string[] {
  const against =
    failure === undefined ? load && reasonsAgainst(load, competition, isMachineShared()) : [failure];
  if (!against || against.length === 0) return [];
  return [...against, ...silent.map(({ name, pid }) => `${name} (process ${pid}) ${DID_NOT_ANSWER}`)];
}

/** Others of its round that are invalid. */
function reasonsOfOthers(own: StagedTrial, reasons: ReadonlyMap<StagedTrial, readonly string[]>): string[] {
  if ((reasons.get(own) ?? []).length > 0) return [];
  return [...reasons]
    .filter(([other, against]) => other !== own && against.length > 0)
    .map(([other]) => `${LEFT_OUT_WITH} ${other.arm}, with which it took turns`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
