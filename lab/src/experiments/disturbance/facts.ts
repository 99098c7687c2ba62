import { z } from 'zod';
import type { Evidence } from '../../scenario/scenario.ts';
import type { TrialOf } from '../kind.ts';
import type { DisturbanceDetails, FaultRecord } from './record.ts';
import { CALM } from './settings.ts';

const factSchema = z.object({
  arm: z.string(),
  round: z.number().int(),
  fault: z.string(),
  /** For how long the fault's requests were counted, seconds: as long as so many take to arrive. Null where the trial does not tell its load. */
  seconds: z.number().nullable(),
  endpoint: z.string(),
  started: z.number().int(),
  /** Failed or slow. */
  hit: z.number().int(),
});

const lookSchema = z.object({
  arm: z.string(),
  round: z.number().int(),
  /** The fault after which somebody looked, or `calm`. */
  after: z.string(),
  /** The answers of the checkers, by their ids. */
  checks: z.record(z.string(), z.enum(['pass', 'fail', 'unknown'])),
  openSagas: z.number().int().nullable(),
});
/** What a system held after a fault, once it was quiet. */
export type Look = z.infer<typeof lookSchema>;

type Fact = z.infer<typeof factSchema>;

/**
 * What became of the requests of each endpoint while a fault could be felt, trial by trial, and what the system held afterwards; nothing of
 * a fault that did not bite.
 */
export const facts = (trials: readonly TrialOf<DisturbanceDetails>[]): (Fact | Look)[] =>
  trials.flatMap(({ arm, round, details }) => {
    const bitten = (details?.faults ?? []).filter(({ window }) => window);
    const looks = [...(details?.calm ? [{ id: CALM, ...details.calm }] : []), ...bitten];
    return [
      ...bitten.flatMap((record) =>
        Object.entries(record.endpoints).map(([endpoint, { started, failed, slow }]) => ({
          ...{ arm, round, fault: record.id, seconds: secondsOf(record), endpoint, started },
          hit: failed + slow,
        })),
      ),
      ...looks.map(({ id: after, checks = [], openSagas = null }) => ({
        ...{ arm, round, after, openSagas },
        checks: Object.fromEntries(checks.map(({ id, result }) => [id, result])),
      })),
    ];
  });

/** The load is steady, so the number of its requests tells the time that they are of. */
function secondsOf({ endpoints, timeline, seconds }: FaultRecord): number | null {
  const all = timeline.reduce((total, { started }) => total + started, 0);
  const own = Object.values(endpoints).reduce((total, { started }) => total + started, 0);
  return all > 0 ? (seconds * own) / all : null;
}

/** Which fault, and in which arm. */
export interface Struck {
  readonly arm: string;
  readonly fault: string;
}

/** Requests that a fault could hit, and those that it hit. */
export interface Hits {
  readonly started: number;
  readonly hit: number;
}

/** A rule asks often, and evidence does not change. */
const known = new WeakMap<object, readonly (Fact | Look)[]>();

function factsOf({ facts }: Pick<Evidence, 'facts'>): readonly (Fact | Look)[] {
  if (typeof facts !== 'object' || facts === null) return [];
  const found = known.get(facts) ?? z.array(z.union([factSchema, lookSchema])).parse(facts);
  known.set(facts, found);
  return found;
}

const ownOf = (evidence: Pick<Evidence, 'facts'>, { arm, fault }: Struck) =>
  factsOf(evidence).filter(
    (each): each is Fact => 'fault' in each && each.arm === arm && each.fault === fault,
  );

/**
 * How many requests a fault hit in an arm, round by round. For claims of scenarios of this kind.
 *
 * @param counts whether requests of an endpoint count
 * @returns `seconds` as in the facts; nothing of a round without such requests
 * @throws when the evidence is of another kind
 */
export function hitsByRound(
  evidence: Pick<Evidence, 'facts'>,
  struck: Struck,
  counts: (endpoint: string) => boolean,
): (Hits & { readonly seconds: number | null })[] {
  const own = ownOf(evidence, struck).filter(({ endpoint }) => counts(endpoint));
  const rounds = [...new Set(own.map(({ round }) => round))].map((round) => {
    const facts = own.filter((fact) => fact.round === round);
    return { ...sumOf(facts), seconds: facts[0]?.seconds ?? null };
  });
  return rounds.filter(({ started }) => started > 0);
}

/** The same of all rounds together. */
export const hitsIn = (...of: Parameters<typeof hitsByRound>): Hits => sumOf(hitsByRound(...of));

/** Endpoints of which requests could be hit. */
export const endpointsIn = (evidence: Pick<Evidence, 'facts'>, struck: Struck): string[] => [
  ...new Set(ownOf(evidence, struck).flatMap(({ endpoint, started }) => (started > 0 ? [endpoint] : []))),
];

const sumOf = (hits: readonly Hits[]): Hits => ({
  started: hits.reduce((total, { started }) => total + started, 0),
  hit: hits.reduce((total, { hit }) => total + hit, 0),
});

/** What a system held after each of its faults, and before the first one where that was looked at. @throws as {@link hitsByRound} */
export const looksIn = (evidence: Pick<Evidence, 'facts'>, arm: string): Look[] =>
  factsOf(evidence).filter((each): each is Look => 'after' in each && each.arm === arm);
