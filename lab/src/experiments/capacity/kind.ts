import { type RoundPlan, TRIAL_OVERHEAD_SECONDS } from '../../bench/plan.ts';
import type { ExperimentKind, PlanContext, TrialOf, Warned } from '../kind.ts';
import { capacityFigures } from './chapter.ts';
import { disagrees } from './expectation.ts';
import { facts } from './facts.ts';
import { method } from './method.ts';
import { type CapacityRecord, capacityRecordSchema } from './record.ts';
import { runCapacityRound } from './round.ts';
import { type CapacitySettings, capacitySettingsSchema } from './settings.ts';
import { capacityMeasures } from './values.ts';

function plan(settings: CapacitySettings, { profile, arms }: PlanContext): RoundPlan {
  const { warmUp, seconds } = settings.effort[profile.id];
  const burst = settings.leadInSeconds + seconds;
  return {
    phases: [],
    stretches: [{ perSecond: settings.mostPerSecond, seconds: burst }],
    warmUp: { perSecond: settings.warmUpPerSecond, ...warmUp },
    seconds: arms.length * (warmUp.minSeconds + burst + TRIAL_OVERHEAD_SECONDS),
    cpus: settings.cpus,
  };
}

function progress({ details }: TrialOf<CapacityRecord>): string {
  if (!details) return '';
  const { burst, limitedBy } = details;
  const limits = limitedBy.length > 0 ? `, limited by ${limitedBy.join(' and ')}` : '';
  return `${burst.perSecond.toFixed(1)} answers a second${limits}`;
}

/** Arms whose capacity is another one by the CPU time of a request. */
function warnings({ trials }: Warned<CapacityRecord>): string[] {
  const arms = new Set(trials.map(({ arm }) => arm));
  return [...arms].flatMap((arm) => {
    const records = trials.flatMap((trial) =>
      trial.valid && trial.arm === arm && trial.details ? [trial.details] : [],
    );
    const apart = records.filter(({ burst, expected }) => disagrees(burst.perSecond, expected));
    const [first] = apart;
    if (!first) return [];
    const { burst, expected, limitedBy } = first;
    const limit = limitedBy.length > 0 ? `, limited by ${limitedBy.join(' and ')}` : '';
    return [
      `${arm}: in ${apart.length} of ${records.length} trials the capacity is not what the quotas bear by the CPU time of a request, e.g. ${burst.perSecond.toFixed(1)} instead of ${expected.toFixed(1)} a second${limit}. An instance left CPU time unused. Find out what it waited for before you believe the arm's gains.`,
    ];
  });
}

/** What systems of several sizes can do, each instance under a CPU quota. */
export const capacityKind: ExperimentKind<CapacitySettings, CapacityRecord> = {
  id: 'capacity',
  settings: capacitySettingsSchema,
  details: capacityRecordSchema,
  plan,
  measures: capacityMeasures,
  workloads: ({ workload }) => [workload],
  needs: ['cpu-quotas'],
  runRound: runCapacityRound,
  facts,
  tell: { progress, method, chapters: capacityFigures, warnings, memory: ({ memory }) => memory },
};
