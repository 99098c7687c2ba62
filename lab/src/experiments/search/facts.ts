import { z } from 'zod';
import type { Evidence } from '../../scenario/scenario.ts';
import type { TrialOf } from '../kind.ts';
import type { ScalingRecord } from './record.ts';

const factsSchema = z.array(z.object({ arm: z.string(), load: z.string(), limitedBy: z.array(z.string()) }));

/** What the least rate that an arm did not sustain came up against, by arm and load, trial by trial. */
export const facts = (trials: readonly TrialOf<ScalingRecord>[]): z.infer<typeof factsSchema> =>
  trials.flatMap(({ arm, details }) =>
    (details?.loads ?? []).map(({ id: load, limitedBy }) => ({ arm, load, limitedBy })),
  );

/**
 * The parts at their quota at the least rate that an arm did not sustain under a load, round by round. For claims of scenarios of this
 * kind.
 *
 * @throws when the evidence is of another kind
 */
export const limitsIn = (evidence: Pick<Evidence, 'facts'>, load: string, arm: string): string[][] =>
  factsSchema
    .parse(evidence.facts)
    .filter((fact) => fact.arm === arm && fact.load === load)
    .map(({ limitedBy }) => limitedBy);
