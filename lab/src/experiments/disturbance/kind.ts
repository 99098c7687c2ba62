import { type RoundPlan, TRIAL_OVERHEAD_SECONDS } from '../../bench/plan.ts';
import { type Html, html } from '../../charts/html.ts';
import { joined } from '../../charts/said.ts';
import { STEADY_SECONDS } from '../../drivers/steady-state.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { ExperimentKind, PlanContext, RunOf, TrialOf } from '../kind.ts';
import { calmMeasures } from './calm.ts';
import { faultFigures } from './chapter.ts';
import { facts } from './facts.ts';
import { method } from './method.ts';
import { methodInKorean } from './method-in-korean.ts';
import { type DisturbanceDetails, disturbanceDetailsSchema } from './record.ts';
import { runDisturbanceRound } from './round.ts';
import { sagaFigures } from './sagas/chapter.ts';
import {
  calmPhases,
  type DisturbanceSettings,
  disturbanceSettingsSchema,
  struckStretches,
} from './settings.ts';
import { faultMeasures, leastOf } from './values.ts';

function plan(settings: DisturbanceSettings, { profile, arms }: PlanContext): RoundPlan {
  const warmUp = settings.warmUp[profile.id];
  const least = Math.max(warmUp.minSeconds, STEADY_SECONDS);
  // Some arms are spared some faults.
  const phases = calmPhases(settings, profile.id);
  const trials = arms.map(({ topology }) => {
    const own = [...phases, ...struckStretches(settings, profile.id, topology)];
    return own.reduce((sum, { seconds }) => sum + seconds, least + TRIAL_OVERHEAD_SECONDS);
  });
  return {
    phases,
    stretches: [...phases, ...struckStretches(settings, profile.id)],
    warmUp: { perSecond: settings.perSecond, ...warmUp },
    seconds: trials.reduce((sum, seconds) => sum + seconds, 0),
    cpus: 1,
  };
}

const progress = ({ details }: TrialOf<DisturbanceDetails>): Text =>
  joined(
    (details?.faults ?? []).map(({ id, hitShare }): Text => {
      const share = (100 * hitShare).toFixed(0);
      return { en: `${id} hit ${share} %`, ko: `${id} 영향 ${share} %` };
    }),
  );

/** What the faults hit, then the sagas that were told. */
function chapters(run: RunOf<DisturbanceDetails>): Html | null {
  const found = [faultFigures(run), sagaFigures(run)].filter((each) => each !== null);
  return found.length === 0 ? null : html`${found}`;
}

/** Something goes wrong in systems under steady load, one fault after the other. */
export const disturbanceKind: ExperimentKind<DisturbanceSettings, DisturbanceDetails> = {
  id: 'disturbance',
  settings: disturbanceSettingsSchema,
  details: disturbanceDetailsSchema,
  plan,
  measures: (settings) => [...calmMeasures(settings), ...faultMeasures(settings)],
  facts,
  runRound: runDisturbanceRound,
  tell: { progress, method, methodInKorean, least: leastOf, chapters },
};
