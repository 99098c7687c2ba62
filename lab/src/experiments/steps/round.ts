import { join } from 'node:path';
import { turnsOf } from '../../bench/plan.ts';
import { LEFT_OUT_WITH, type Round } from '../../bench/round.ts';
import { trialRecord } from '../../bench/trial-record.ts';
import { parseCpuList } from '../../host/cpu-sets.ts';
import { readMachine } from '../../host/machine.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import type { TrialRecord } from '../../records/trial.ts';
import { codeBasesIn, forgetCodeBases } from './code-bases.ts';
import type { Cell, StepsSettings } from './settings.ts';
import { type BuildSetting, BuildTrial, sideOf, UndoFailed } from './trial.ts';
import { valuesOf } from './values.ts';

/**
 * A round of a build experiment: a trial of every arm side by side. Cell by cell the arms take turns, so that both meet the machine
 * as it is in that minute; nothing else runs meanwhile. The code bases are prepared in the run's first round and are the same
 * for all.
 *
 * As in every round, a trial that cannot be run to its end is an invalid record with the reason, and those beside it are
 * left out with it. Only a run that is called off rejects, with the signal's reason.
 */
export async function runStepsRound(
  settings: StepsSettings,
  setting: BuildSetting,
  round: Round,
): Promise<TrialRecord[]> {
  const startedAt = new Date();
  const before = readMachine();
  const { staged, failure } = await measure(setting, settings, round);
  setting.signal.throwIfAborted();
  return round.trials.map((trial, index) => {
    const own = staged[index];
    const details = own?.record() ?? { side: sideOf(trial.arm.topology), codeBases: [], cells: [] };
    const told = { values: valuesOf(details.cells), leftOut: leftOut(settings, setting), details };
    const invalidBecause = reasons(own, staged, failure);
    return trialRecord(setting, trial, {
      attempt: round.attempt,
      startedAt,
      before,
      invalidBecause,
      ...told,
    });
  });
}

interface Measured {
  readonly staged: readonly BuildTrial[];
  /** Why there are no trials, or why they ended, when it is no trial's own fault. */
  readonly failure: string | undefined;
}

async function measure(
  setting: BuildSetting,
  { cells }: StepsSettings,
  { trials, attempt, dirOf }: Round,
): Promise<Measured> {
  const { root, runId, plan, signal, step, scratch } = setting;
  const own = cells[plan.profile.id];
  const dir = join(scratch, 'code-bases');
  const guardian = acquireGuardian(runId);
  let staged: BuildTrial[] = [];
  try {
    const sides = [...new Set(trials.map(({ arm }) => sideOf(arm.topology)))];
    const growths = [...new Set(own.map(({ growth }) => growth))];
    const codeBases = await codeBasesIn({ root, dir, sides, growths, runId, guardian, signal, step });
    staged = trials.map((trial) => new BuildTrial(setting, codeBases, guardian, trial, dirOf(trial)));
    const inTurns = turnsOf(plan.seed, trials[0]?.round ?? 0, attempt);
    for (const cell of own.filter((each) => canMeasure(each, setting))) {
      const concerned = inTurns(staged).filter(({ side }) => cell.sides?.includes(side) ?? true);
      for (const trial of concerned) await measureOrNote(setting, trial, cell);
      if (staged.some(({ failure }) => failure !== undefined)) break;
    }
    return { staged, failure: undefined };
  } catch (error) {
    if (error instanceof UndoFailed) forgetCodeBases(dir);
    return { staged, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    await Promise.all(staged.map((trial) => trial.end()));
    await guardian.release();
  }
}

/** A single CPU can be given only where commands can be kept on some. */
const canMeasure = ({ cpus }: Cell, setting: BuildSetting): boolean =>
  cpus === 'all' || setting.cpus !== undefined;

function leftOut({ cells }: StepsSettings, setting: BuildSetting): string[] {
  return cells[setting.plan.profile.id].every((cell) => canMeasure(cell, setting))
    ? []
    : ['what is built on a single CPU: that takes Linux, two CPUs or more, and taskset (util-linux)'];
}

/** Notes a failure with the trial, unless the run was called off or a code base was spoilt, which is no trial's alone. */
async function measureOrNote(setting: BuildSetting, trial: BuildTrial, cell: Cell): Promise<void> {
  const [first] = parseCpuList(setting.cpus?.arms ?? '');
  try {
    await trial.measure(cell, cell.cpus === 'one' ? String(first) : undefined);
  } catch (error) {
    setting.signal.throwIfAborted();
    if (error instanceof UndoFailed) throw error;
    trial.failure ??= error instanceof Error ? error.message : String(error);
  }
}

function reasons(
  own: BuildTrial | undefined,
  all: readonly BuildTrial[],
  failure: string | undefined,
): string[] {
  if (failure !== undefined) return [failure];
  if (own?.failure !== undefined) return [own.failure];
  return all
    .filter((other) => other !== own && other.failure !== undefined)
    .map(({ trial }) => `${LEFT_OUT_WITH} ${trial.arm.name}, with which it took turns`);
}
