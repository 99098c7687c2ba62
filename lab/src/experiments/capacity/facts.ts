import { z } from 'zod';
import type { Evidence } from '../../scenario/scenario.ts';
import type { TrialOf } from '../kind.ts';
import type { CapacityRecord } from './record.ts';

const factsSchema = z.array(z.object({ arm: z.string(), limitedBy: z.array(z.string()) }));

/** What limited each arm, trial by trial. */
export const facts = (trials: readonly TrialOf<CapacityRecord>[]): z.infer<typeof factsSchema> =>
  trials.flatMap(({ arm, details }) => (details ? [{ arm, limitedBy: details.limitedBy }] : []));

/**
 * The parts that were at their quota in an arm's bursts, round by round. For claims of scenarios of this kind.
 *
 * @throws when the evidence is of another kind
 */
export const limitsIn = (evidence: Pick<Evidence, 'facts'>, arm: string): string[][] =>
  factsSchema
    .parse(evidence.facts)
    .filter((fact) => fact.arm === arm)
    .map(({ limitedBy }) => limitedBy);
