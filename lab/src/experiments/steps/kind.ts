import type { RoundPlan } from '../../bench/plan.ts';
import { quantity } from '../../charts/words.ts';
import type { ExperimentKind, PlanContext, TrialOf } from '../kind.ts';
import { buildFigures } from './chapter.ts';
import { facts } from './facts.ts';
import { method } from './method.ts';
import { methodInKorean } from './method-in-korean.ts';
import { type BuildRecord, buildRecordSchema, type CellRecord } from './record.ts';
import { runStepsRound } from './round.ts';
import { cellId, type StepsSettings, stepsSettingsSchema } from './settings.ts';
import { measuresOf } from './values.ts';

/** What a change takes from the edit to the running code, on two CPUs, in the shop as it is. */
const CELL_SECONDS = 4;

const plan = ({ cells }: StepsSettings, { profile, arms }: PlanContext): RoundPlan => ({
  phases: [],
  stretches: [],
  warmUp: { perSecond: 0, ...profile.warmUp },
  seconds: arms.length * cells[profile.id].length * CELL_SECONDS,
  cpus: 1,
});

const progress = ({ details }: TrialOf<BuildRecord>): string =>
  (details?.cells ?? []).map(cellInWords).join(', ');

function cellInWords({ steps, ...cell }: CellRecord): string {
  const ms = steps.reduce((sum, { wallMs }) => sum + wallMs, 0);
  return `${cellId(cell)} ${quantity(ms / 1000, 's')}`;
}

/** Steps of work on code bases, from an edit to the changed code that runs. No load is put on anything. */
export const stepsKind: ExperimentKind<StepsSettings, BuildRecord> = {
  id: 'steps',
  settings: stepsSettingsSchema,
  details: buildRecordSchema,
  plan,
  measures: measuresOf,
  runRound: runStepsRound,
  facts,
  tell: { progress, method, methodInKorean, chapters: buildFigures },
};
