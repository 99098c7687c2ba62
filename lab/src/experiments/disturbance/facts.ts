import { z } from 'zod';
import type { Evidence } from '../../scenario/scenario.ts';
import type { TrialOf } from '../kind.ts';
import type { DisturbanceDetails } from './record.ts';

const factSchema = z.object({
  arm: z.string(),
  fault: z.string(),
  endpoint: z.string(),
  started: z.number().int(),
  /** Failed or slow. */
  hit: z.number().int(),
});

/** What became of the requests of each endpoint while a fault could be felt, trial by trial; nothing of one that did not bite. */
export const facts = (trials: readonly TrialOf<DisturbanceDetails>[]): z.infer<typeof factSchema>[] =>
  trials.flatMap(({ arm, details }) =>
    (details?.faults ?? [])
      .filter(({ window }) => window)
      .flatMap(({ id: fault, endpoints }) =>
        Object.entries(endpoints).map(([endpoint, { started, failed, slow }]) => ({
          ...{ arm, fault, endpoint, started },
          hit: failed + slow,
        })),
      ),
  );

/**
 * How many requests a fault hit in an arm, all rounds together. For claims of scenarios of this kind.
 *
 * @param counts whether requests of an endpoint count
 * @throws when the evidence is of another kind
 */
export function hitsIn(
  evidence: Pick<Evidence, 'facts'>,
  { arm, fault }: { readonly arm: string; readonly fault: string },
  counts: (endpoint: string) => boolean,
): { readonly started: number; readonly hit: number } {
  const own = z
    .array(factSchema)
    .parse(evidence.facts ?? [])
    .filter((fact) => fact.arm === arm && fact.fault === fault && counts(fact.endpoint));
  return {
    started: own.reduce((total, { started }) => total + started, 0),
    hit: own.reduce((total, { hit }) => total + hit, 0),
  };
}
