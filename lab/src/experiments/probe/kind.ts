import { type RoundPlan, TRIAL_OVERHEAD_SECONDS } from '../../bench/plan.ts';
import { STEADY_SECONDS } from '../../drivers/steady-state.ts';
import { blocksOf } from '../../drivers/take-turns.ts';
import type { ProfileId } from '../../scenario/profile.ts';
import type { Measure } from '../../scenario/scenario.ts';
import type { ExperimentKind, PlanContext, TrialOf } from '../kind.ts';
import { probeFigures } from './chapter.ts';
import { facts } from './facts.ts';
import { PROBE } from './find-probe.ts';
import { method } from './method.ts';
import { methodInKorean } from './method-in-korean.ts';
import { type ProbeDetails, probeDetailsSchema } from './record.ts';
import { prepareProbe, runProbeRound } from './round.ts';
import { AGAIN_SECONDS, type ProbeSettings, probeSettingsSchema } from './settings.ts';

const VALUES_TOLD = 3;

function plan(settings: ProbeSettings, { profile, arms }: PlanContext): RoundPlan {
  // A checkout is not warmed up. The profile's stands there, as in every run without load.
  const warmUp = settings.warmUp?.[profile.id] ?? profile.warmUp;
  const phases = phasesOf(settings, profile.id);
  const inTurns = arms.length > 1;
  const stretches = [
    ...phases.map((phase) => ({ ...phase, turnSeconds: turnOf(settings, phase.name) })),
    ...burstsOf(settings, profile.id, inTurns),
  ];
  const loaded = stretches.reduce((sum, { seconds }) => sum + seconds, settings.seconds[profile.id]);
  const again = againSeconds(settings, profile.id, arms.length);
  const least = settings.checkout ? 0 : Math.max(warmUp.minSeconds, STEADY_SECONDS);
  return {
    phases,
    stretches,
    warmUp: { perSecond: settings.warmUpPerSecond ?? 0, ...warmUp },
    seconds: arms.length * (least + again + loaded + TRIAL_OVERHEAD_SECONDS),
    cpus: 1,
  };
}

const phasesOf = ({ phases }: ProbeSettings, profile: ProfileId): RoundPlan['phases'] =>
  phases.flatMap(({ name, perSecond, arrivals, seconds }) =>
    seconds[profile] > 0 ? [{ name, perSecond, arrivals, seconds: seconds[profile] }] : [],
  );

/** An arm alone has no turns to take, and nothing to wait for. */
const againSeconds = ({ phases }: ProbeSettings, profile: ProfileId, arms: number): number =>
  arms > 1
    ? AGAIN_SECONDS * phases.filter(({ inTurns, seconds }) => inTurns && seconds[profile] > 0).length
    : 0;

const turnOf = ({ phases }: ProbeSettings, name: string): number | undefined =>
  phases.find((phase) => phase.name === name)?.turnSeconds;

/** Each turn of a burst has a lead-in of its own. @param inTurns whether there is anybody to take turns with */
const burstsOf = (
  { bursts = [] }: ProbeSettings,
  profile: ProfileId,
  inTurns: boolean,
): RoundPlan['stretches'] =>
  bursts.flatMap(({ mostPerSecond, leadInSeconds, seconds, turnSeconds, inTurns: takesTurns }) => {
    const window = seconds[profile];
    if (window === 0) return [];
    const turns = inTurns && takesTurns ? blocksOf(window, turnSeconds ?? window).length : 1;
    return [{ perSecond: mostPerSecond, seconds: turns * leadInSeconds + window }];
  });

/** Runs store the words in English alone; the settings beside them have the Korean. */
const measures = ({ measures: own }: ProbeSettings): Measure[] =>
  own.map(({ label, group, ...measure }) => ({ ...measure, label: label.en, group: group.en }));

const progress = ({ values }: TrialOf<ProbeDetails>): string =>
  Object.entries(values)
    .slice(0, VALUES_TOLD)
    .map(([id, value]) => `${id} ${Number(value.toPrecision(3))}`)
    .join(', ');

/** A client of the scenario's own acts on what it is answered, and keeps what it saw. */
export const probeKind: ExperimentKind<ProbeSettings, ProbeDetails> = {
  id: 'probe',
  settings: probeSettingsSchema,
  details: probeDetailsSchema,
  plan,
  measures,
  // It is no load, and has to be there before a run begins as a load's module has.
  workloads: () => [PROBE],
  prepare: prepareProbe,
  runRound: runProbeRound,
  facts,
  tell: { progress, method, methodInKorean, chapters: probeFigures },
};
