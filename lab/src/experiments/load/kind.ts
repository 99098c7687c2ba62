import { z } from 'zod';
import { type RoundPlan, TRIAL_OVERHEAD_SECONDS } from '../../bench/plan.ts';
import { alike, joined, type Said } from '../../charts/said.ts';
import { quantity } from '../../charts/words.ts';
import { STEADY_SECONDS } from '../../drivers/steady-state.ts';
import type { Text } from '../../scenario/scenario.ts';
import { onError } from '../../terminal/colours.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExperimentKind, PlanContext, TrialOf, Warned } from '../kind.ts';
import { driftsOf, toldDrift } from './drift.ts';
import { facts } from './facts.ts';
import { method } from './method.ts';
import { methodInKorean } from './method-in-korean.ts';
import { partsOf } from './parts.ts';
import { pilotArms, runPilots } from './pilot.ts';
import { boundWarnings, phasesAt, warmUpRate } from './rates.ts';
import { runLoadRound } from './round.ts';
import { type LoadSettings, loadSettingsSchema } from './settings.ts';

function plan(settings: LoadSettings, { profile, arms, capacity }: PlanContext): RoundPlan {
  const planned = phasesAt(settings, profile.id, capacity);
  const load = planned.reduce((sum, { seconds }) => sum + seconds, 0);
  const warmUps = partsOf(planned, 0).length;
  const each = load + warmUps * STEADY_SECONDS + TRIAL_OVERHEAD_SECONDS;
  return {
    phases: planned,
    stretches: planned,
    warmUp: { perSecond: warmUpRate(settings, capacity, arms.length), ...profile.warmUp },
    seconds: arms.length * each + warmUps * profile.warmUp.minSeconds + profile.idleSeconds,
    cpus: 1,
  };
}

const progress = ({ phases }: TrialOf<unknown>): Text =>
  joined(
    phases.map(({ name, all, errors }) => {
      const read = all.response?.p50 ?? undefined;
      const p50: Said = read === undefined ? { en: 'none', ko: '없음' } : quantity(read, 'ms');
      const failed: Said =
        errors === 0
          ? ''
          : { en: onError.yellow(`, ${counted(errors, 'error')}`), ko: onError.yellow(`, 오류 ${errors}건`) };
      return alike`${name} p50 ${p50}${failed}`;
    }),
  );

const warnings = ({ baseline, phases, trials }: Warned<unknown>): Text[] => [
  ...boundWarnings(phases),
  ...driftsOf(trials, baseline).map((drift) => toldDrift(drift, baseline)),
];

/** Constant load on the systems of a round, which take turns. What it measures stands in every trial's record, so it has no details. */
export const loadKind: ExperimentKind<LoadSettings, null> = {
  id: 'load',
  settings: loadSettingsSchema,
  details: z.null(),
  plan,
  measures: () => [],
  workloads: ({ phases }) => phases.flatMap(({ workload }) => workload ?? []),
  capacity: { arms: pilotArms, isUsed: ({ capacity }) => capacity !== undefined, measure: runPilots },
  runRound: (_settings, setting, round) => runLoadRound(setting, round),
  facts,
  tell: { progress, method, methodInKorean, warnings },
};
