import { z } from 'zod';
import { ARRIVALS, type Arrivals } from '../../records/arrivals.ts';
import { MEASURE_KINDS } from '../../records/metric-kinds.ts';
import { byProfile, PROFILE_IDS, type ProfileId, type WarmUp, warmUpSchema } from '../../scenario/profile.ts';
import { type Experiment, type Measure, type Text, textSchema } from '../../scenario/scenario.ts';
import { topologyId } from '../../topologies/topology-id.ts';
import { TAKES_FAULTS } from '../disturbance/faults/fault.ts';
import type { ProbeVersion } from './versions.ts';

/** A stretch of open load that the probe may put on the system, once a trial. The lab's metrics are read of it. */
export interface ProbePhase {
  readonly name: string;
  /** Arrival rate, requests per second. */
  readonly perSecond: number;
  /** `even` without. */
  readonly arrivals?: Arrivals | undefined;
  /** 0 in a profile that leaves it out. */
  readonly seconds: Readonly<Record<ProfileId, number>>;
  /**
   * Whether the arms of a round take turns in it, a block each, so that what makes the machine slower for a while hits all alike. All systems
   * of the round are there at once then, and each has nothing to do while another is probed. Without, an arm has it in one piece.
   */
  readonly inTurns?: boolean | undefined;
  /** Whole seconds of a turn; as many as the driver usually has without. The shorter they are, the more alike the arms' share of a slow second is. */
  readonly turnSeconds?: number | undefined;
}

/** A closed loop that the probe may put on the system, once a trial. */
export interface ProbeBurst {
  readonly name: string;
  /** Requests under way at any time, 256 at most. */
  readonly outstanding: number;
  /** Whole seconds of its measured window; 0 in a profile that leaves it out. */
  readonly seconds: Readonly<Record<ProfileId, number>>;
  /** Whole seconds before it, and before each of its turns. */
  readonly leadInSeconds: number;
  /** The workload sets enough aside for so many requests per second. */
  readonly mostPerSecond: number;
  /** As of a phase: the arms have it right after each other. */
  readonly inTurns?: boolean | undefined;
  /** Whole seconds of a turn, of the window alone; without, all of it is one turn. */
  readonly turnSeconds?: number | undefined;
}

/** A measure whose words are in both languages: reports find the Korean in the stored settings. */
export interface ProbeMeasure extends Omit<Measure, 'label' | 'group'> {
  readonly label: Text;
  readonly group: Text;
}

/** A chart of the report. It has a line for each arm, and for each of `lines`. */
export interface ProbeChart {
  readonly id: string;
  /**
   * `distribution`: the share of values up to x, all trials of an arm together. `curve`: y over x, at each x the median of the arm's trials.
   */
  readonly kind: 'distribution' | 'curve';
  readonly title: Text;
  /** What the axes show, with the unit. A distribution's y is a share in any case. */
  readonly x: Text;
  readonly y?: Text | undefined;
  /** What to see in it: one or two sentences. */
  readonly caption: Text;
  /** Where an arm has several lines: the first is drawn solid, the others dashed, e.g. what was predicted. */
  readonly lines?: readonly { readonly id: string; readonly title: Text }[] | undefined;
  /** Whether the x axis is logarithmic. */
  readonly log?: boolean | undefined;
}

/** Sources that a probe works on. */
export interface CheckoutSettings {
  /** What of the project is in it: folders and files, relative to the project's root. */
  readonly folders: readonly string[];
}

/** A client of the scenario's own (`probe.ts`) on one system after the other. */
export interface ProbeSettings {
  /** What the client does, for the report: goes on after "One trial starts a fresh system and warms it up. Then it", or "One trial makes a checkout. Then it". */
  readonly does: Text;
  /** What trials have values of, besides the metrics of the phases. */
  readonly measures: readonly ProbeMeasure[];
  readonly charts: readonly ProbeChart[];
  /**
   * None where the probe only asks. It puts each of them on every arm, in any order: a trial without one does not count. The first is the one whose
   * metrics go without a suffix.
   */
  readonly phases: readonly ProbePhase[];
  readonly bursts?: readonly ProbeBurst[] | undefined;
  /** Arrival rate of the warm-up, requests per second. Not for a checkout. */
  readonly warmUpPerSecond?: number | undefined;
  /** Not for a checkout. */
  readonly warmUp?: Readonly<Record<ProfileId, WarmUp>> | undefined;
  /** The probe works on a checkout, see `scenario/checkout.ts`; on a running system without. */
  readonly checkout?: CheckoutSettings | undefined;
  /** Whether the probe may inject faults: processes then obey the lab. */
  readonly takesFaults?: boolean | undefined;
  /** Ids of components that processes reach over a line of the lab's, so that the probe may cut them off. Not for a checkout. */
  readonly lines?: readonly string[] | undefined;
  /** Versions of programs that the probe may put in the place of those that run; built before the first round. */
  readonly versions?: readonly ProbeVersion[] | undefined;
  /** Environment of all processes of all arms, besides what every trial's have. What an arm itself sets wins. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** How long the probe takes, about: seconds of a trial besides start, warm-up, phases and bursts. */
  readonly seconds: Readonly<Record<ProfileId, number>>;
  /** The scenario's own part: the probe gets it as `bench.own`. JSON. */
  readonly own?: unknown;
}

const measureSchema: z.ZodType<ProbeMeasure> = z.object({
  id: z.string(),
  label: textSchema,
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  delta: z.number().positive(),
  kind: z.enum(MEASURE_KINDS),
  group: textSchema,
  against: z.record(topologyId, topologyId).optional(),
  least: z.number().positive().optional(),
});

export const chartSchema: z.ZodType<ProbeChart> = z.object({
  id: z.string(),
  kind: z.enum(['distribution', 'curve']),
  title: textSchema,
  x: textSchema,
  y: textSchema.optional(),
  caption: textSchema,
  lines: z.array(z.object({ id: z.string(), title: textSchema })).optional(),
  log: z.boolean().optional(),
});

const schema = z.object({
  does: textSchema,
  measures: z.array(measureSchema),
  charts: z.array(chartSchema),
  phases: z.array(
    z.object({
      name: z.string(),
      perSecond: z.number().positive(),
      arrivals: z.enum(ARRIVALS).optional(),
      seconds: byProfile(z.number().nonnegative()),
      inTurns: z.boolean().optional(),
      turnSeconds: z.number().int().positive().optional(),
    }),
  ),
  bursts: z
    .array(
      z.object({
        name: z.string(),
        outstanding: z.number().int().positive().max(256),
        seconds: byProfile(z.number().int().nonnegative()),
        leadInSeconds: z.number().int().positive(),
        mostPerSecond: z.number().int().positive(),
        inTurns: z.boolean().optional(),
        turnSeconds: z.number().int().positive().optional(),
      }),
    )
    .optional(),
  warmUpPerSecond: z.number().positive().optional(),
  warmUp: byProfile(warmUpSchema).optional(),
  checkout: z.object({ folders: z.array(z.string()).min(1) }).optional(),
  takesFaults: z.boolean().optional(),
  lines: z.array(z.string()).optional(),
  versions: z
    .array(
      z.object({
        id: z.string(),
        patches: z.array(z.string()),
        programs: z.array(z.string()),
        profiles: z.array(z.enum(PROFILE_IDS)),
      }),
    )
    .optional(),
  env: z.record(z.string(), z.string()).optional(),
  seconds: byProfile(z.number().nonnegative()),
  own: z.unknown().optional(),
});

const isWarmedUp = ({ warmUp, warmUpPerSecond }: ProbeSettings): boolean =>
  warmUp !== undefined && warmUpPerSecond !== undefined;

export const probeSettingsSchema: z.ZodType<ProbeSettings> = schema.refine(
  (settings) => isWarmedUp(settings) === (settings.checkout === undefined),
  {
    error:
      'a system is warmed up, and a checkout is not: give either warmUp and warmUpPerSecond, or checkout',
  },
);

/** What had nothing to do while others were probed is warmed up so long again before it takes turns in a phase. */
export const AGAIN_SECONDS = 2;

/** Whether the arms of a round take turns anywhere, so that their systems have to be there at once. */
export const takesTurns = ({ phases, bursts = [] }: Pick<ProbeSettings, 'phases' | 'bursts'>): boolean =>
  [...phases, ...bursts].some(({ inTurns }) => inTurns);

/** What the processes of its trials have in their environment, besides what every trial's have. */
export const environmentOf = ({ env, takesFaults }: ProbeSettings): Record<string, string> => ({
  ...env,
  ...(takesFaults && TAKES_FAULTS),
});

/** A scenario's experiment of this kind. */
export const probe = (settings: ProbeSettings): Experiment => ({ kind: 'probe', settings });
