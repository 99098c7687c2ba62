import { stageAlone } from '../../bench/alone.ts';
import { settingUp } from '../../bench/doing.ts';
import type { PlannedTrial } from '../../bench/plan.ts';
import { besideDriver, type Round, type TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import { competitionReasons } from '../../bench/validity.ts';
import { cpuCount } from '../../host/cpu-sets.ts';
import type { BurstRecord } from '../../records/burst.ts';
import type { Capacity } from '../../records/capacity.ts';
import type { ProfileId } from '../../scenario/profile.ts';
import type { Arm } from '../../scenario/scenario.ts';
import type { PlanContext } from '../kind.ts';
import type { CapacitySettings, LoadSettings } from './settings.ts';

/** Where the arms share all CPUs. */
const SOME_CPUS = 2;
/** Set-up prepares the burst for this rate, per CPU of the arms: more than services bear on any machine that we know. */
const MOST_PER_CPU = 200;
/** What fails is answered faster than what does not: a system that fails so often has no capacity to tell. */
const MOST_ERRORS = 0.05;
/** Name of the burst that counts. */
const COUNTED = 'capacity';
const GIVE_IT = 'CAPACITY=<requests a second> sets it.';

/** One arm of each topology, without those that surely bear more than another of the run. */
export function pilotArms(
  { capacity }: LoadSettings,
  { profile, arms }: Pick<PlanContext, 'profile' | 'arms'>,
  cpus: number | undefined,
): readonly Arm[] {
  if (!capacity || capacity.seconds[profile.id] === 0) return [];
  const each = arms.filter(({ topology }, nth) => arms.findIndex((arm) => arm.topology === topology) === nth);
  const heavy = each.filter(({ topology }) => !capacity.lighterOnOneCpu.includes(topology));
  return cpus === 1 && heavy.length > 0 ? heavy : each;
}

/**
 * The capacity of the arm that bears least. Each is a fresh system on the arms' CPUs, as in a trial, and has the machine to itself.
 *
 * @throws when one of them does not bear the burst; the signal's reason when the run is called off
 */
export async function runPilots(
  { capacity }: LoadSettings,
  setting: TrialSetting,
  { trials, dirOf }: Round,
): Promise<Capacity> {
  if (!capacity) throw new Error('the scenario does not say how its capacity is found');
  const pilots: Capacity['pilots'] = [];
  for (const trial of trials) {
    const burst = await undisturbed(setting, () => runPilot(capacity, setting, trial, dirOf(trial)));
    pilots.push({ topology: trial.arm.topology, burst });
  }
  return { perSecond: Math.min(...pilots.map(({ burst }) => oneDecimal(burst.perSecond))), pilots };
}

interface Pilot {
  readonly burst: BurstRecord;
  /** What others used of the arms' CPUs meanwhile, if that was too much. */
  readonly disturbedBy: readonly string[];
}

/** Tries again where other programs had the CPUs that the system needed, as often as a round is tried. */
async function undisturbed({ plan }: TrialSetting, run: () => Promise<Pilot>): Promise<BurstRecord> {
  for (let attempt = 1; ; attempt += 1) {
    const { burst, disturbedBy } = await run();
    if (disturbedBy.length === 0) return burst;
    if (attempt < plan.profile.attempts) continue;
    throw new Error(
      `What the arms bear could not be measured: ${disturbedBy.join('; ')}. Close other programs and run again. ${GIVE_IT}`,
    );
  }
}

async function runPilot(
  capacity: CapacitySettings,
  setting: TrialSetting,
  trial: PlannedTrial,
  dir: string,
): Promise<Pilot> {
  const { cpus, plan, step } = setting;
  const { staged, done } = await stageAlone(setting, trial, dir, async (staged) => {
    step({
      en: `starting ${staged.arm}, to find what it bears`,
      ko: `처리량 측정을 위해 ${staged.arm} 시작`,
    });
    await staged.start();
    return besideDriver(cpus, async () => {
      step(settingUp(staged.arm));
      const iterations = iterationsOf(capacity, plan.profile.id, cpus && cpuCount(cpus.arms));
      await staged.setUp({ iterations });
      step({ en: `finding what ${staged.arm} bears`, ko: `${staged.arm} 처리량 측정` });
      const burst = refuseFailing(await burstsOn(staged, capacity, plan.profile.id, iterations));
      return { burst, disturbedBy: competitionReasons(COUNTED, staged.competition.get(COUNTED)) };
    });
  });
  if (done) return done;
  throw new Error(
    `What ${staged.arm} bears could not be measured, and the loads follow from that: ${staged.failure}\n${GIVE_IT}`,
  );
}

/**
 * A burst that is not counted, in which the system warms up, and one that is. Where the first leaves too little of what set-up has
 * prepared, because the system is faster than expected, the second is shorter.
 */
async function burstsOn(
  staged: StagedTrial,
  { outstanding, ...each }: CapacitySettings,
  profile: ProfileId,
  iterations: number,
): Promise<BurstRecord> {
  const { session } = staged.turn();
  const burst = (name: string, seconds: number, leadInSeconds: number) =>
    session.burst({ name, outstanding, seconds, leadInSeconds }, NO_HOOKS);
  const { completed, errors, perSecond } = await burst('capacity-warm-up', each.leadInSeconds[profile], 0);
  const left = iterations - completed - errors - 2 * outstanding;
  const possible = Math.floor(left / (SPARE * perSecond)) - RAMP_SECONDS;
  return burst(COUNTED, Math.max(1, Math.min(each.seconds[profile], possible)), RAMP_SECONDS);
}

/** Until as many requests are under way everywhere as there will be. */
const RAMP_SECONDS = 1;
/** A system that still warms up answers faster in the second burst. */
const SPARE = 1.5;
const NO_HOOKS = { started: async () => undefined, ended: async () => undefined };

/** How many requests set-up is to prepare. */
function iterationsOf(
  { seconds, leadInSeconds }: CapacitySettings,
  profile: ProfileId,
  cpus = SOME_CPUS,
): number {
  return MOST_PER_CPU * cpus * (leadInSeconds[profile] + RAMP_SECONDS + seconds[profile]);
}

/** @throws when there are too many errors, with the most frequent one */
function refuseFailing(burst: BurstRecord): BurstRecord {
  const { completed, errors, failures } = burst;
  const ended = completed + errors;
  if (completed > 0 && errors <= MOST_ERRORS * ended) return burst;
  const [most] = failures;
  throw new Error(
    `${errors} of ${ended} requests failed${most ? `, most of them ${most.endpoint}: ${most.kind}` : ''}`,
  );
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
