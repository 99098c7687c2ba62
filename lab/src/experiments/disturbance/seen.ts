import type { TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import { takeTurns } from '../../drivers/take-turns.ts';
import type { WarmUpRecord } from '../../records/trial.ts';
import { calmValues } from './calm.ts';
import { countsOf, openSagasAfter } from './counters.ts';
import type { DisturbanceDetails, FaultRecord } from './record.ts';
import { readSagaHistory, SAGA_HISTORY } from './sagas/history.ts';
import { compensationValues, sagasRecordOf } from './sagas/values.ts';
import { calmPhases, type DisturbanceSettings } from './settings.ts';

/** Sagas try for ten seconds before they undo, and those of a process that has died wait until its lease has ended. ms. */
const SAGAS_MS = 30_000;

/** What was seen in a trial so far. */
export interface Found {
  readonly faults: FaultRecord[];
  calm: DisturbanceDetails['calm'];
  sagas: DisturbanceDetails['sagas'];
  readonly values: Record<string, number>;
}

/** Looks at a system that gets no requests any more. */
export async function lookAt(
  { sagas }: Pick<DisturbanceSettings, 'sagas'>,
  staged: StagedTrial,
  signal: AbortSignal,
): Promise<Pick<FaultRecord, 'checks' | 'openSagas'>> {
  // Before the checks, as these ask for things: sagas have to end without that.
  const openSagas = sagas ? await openSagasAfter(staged.system, SAGAS_MS, signal) : null;
  return { openSagas, checks: [...(await staged.check())] };
}

/** Warms a system up and loads its calm, if there is one. */
export async function loadCalm(
  settings: DisturbanceSettings,
  { plan, driver }: TrialSetting,
  staged: StagedTrial,
  turn: ReturnType<StagedTrial['turn']>,
  signal: AbortSignal,
  found: Found,
): Promise<WarmUpRecord> {
  const phases = calmPhases(settings, plan.profile.id);
  const metrics = (settings.calm?.counted ?? []).map(({ metric }) => metric);
  let from = 0;
  let before: ReadonlyMap<string, number> = new Map();
  const warmedUp = async () => {
    from = Date.now();
    before = await countsOf(staged.system, metrics, signal);
  };
  const own = { ...turn, hooks: { ...turn.hooks, warmedUp } };
  const load = { warmUp: plan.round.warmUp, phases };
  const results = await takeTurns([own], load, driver.blockSeconds, (same) => same);
  if (settings.calm) {
    const after = await countsOf(staged.system, metrics, signal);
    const operations = (await staged.operations()).filter(({ startedAt }) => startedAt >= from);
    Object.assign(found.values, calmValues(settings, { before, after, operations }));
    found.calm = await lookAt(settings, staged, signal);
  }
  return results.get(own)?.warmUp ?? { seconds: 0, steady: false, windows: [] };
}

/** Reads what the processes have told of their sagas. Some deployments have none. */
export async function tellSagas(staged: StagedTrial, found: Found): Promise<void> {
  const history = await staged.dataFile(SAGA_HISTORY);
  found.sagas = history === undefined ? null : sagasRecordOf(readSagaHistory(history));
  if (found.sagas) Object.assign(found.values, compensationValues(found.sagas));
}
