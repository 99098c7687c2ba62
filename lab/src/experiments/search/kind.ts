import { type RoundPlan, TRIAL_OVERHEAD_SECONDS } from '../../bench/plan.ts';
import type { ExperimentKind, PlanContext, TrialOf } from '../kind.ts';
import { scalingFigures } from './chapter.ts';
import { facts } from './facts.ts';
import { method } from './method.ts';
import { type ScalingLoadRecord, type ScalingRecord, scalingRecordSchema } from './record.ts';
import { runSearchRound } from './round.ts';
import { loadsOf, type SearchSettings, searchSettingsSchema, searchStretches } from './settings.ts';
import { scalingMeasures } from './values.ts';

/** Rates that a search usually tries. */
const USUAL_TRIES = 4;

function plan(settings: SearchSettings, { profile, arms }: PlanContext): RoundPlan {
  const { warmUp, trySeconds } = settings.search[profile.id];
  const search = warmUp.minSeconds + USUAL_TRIES * trySeconds + TRIAL_OVERHEAD_SECONDS;
  return {
    phases: [],
    stretches: searchStretches(settings, profile.id),
    warmUp: { perSecond: settings.warmUpPerSecond, ...warmUp },
    seconds: loadsOf(settings, profile.id).length * arms.length * search,
    cpus: settings.cpus,
  };
}

const progress = ({ details }: TrialOf<ScalingRecord>): string =>
  (details?.loads ?? []).map(rateInWords).join(', ');

function rateInWords({ id, passed, failed, limitedBy }: ScalingLoadRecord): string {
  const limits = limitedBy.length > 0 ? `, limited by ${limitedBy.join(' and ')}` : '';
  return `${id} ${passed}/s passes, ${failed}/s does not${limits}`;
}

/** The greatest rate that systems of several sizes sustain, each instance under the same CPU quota. */
export const searchKind: ExperimentKind<SearchSettings, ScalingRecord> = {
  id: 'search',
  settings: searchSettingsSchema,
  details: scalingRecordSchema,
  plan,
  measures: scalingMeasures,
  workloads: ({ loads }) => loads.map(({ workload }) => workload),
  needs: ['cpu-quotas'],
  runRound: runSearchRound,
  facts,
  tell: { progress, method, chapters: scalingFigures, memory },
};

/** Of its first load, when the first rate had been tried. */
function memory(details: ScalingRecord) {
  return details.loads[0]?.tries[0]?.memory ?? [];
}
