import { z } from 'zod';
import { checkSchema } from '../../records/check.ts';
import type { Evidence } from '../../scenario/scenario.ts';
import type { CheckResult } from '../../scenario/workload.ts';
import type { TrialOf } from '../kind.ts';
import type { ProbeDetails } from './record.ts';

const factsSchema = z.array(
  z.object({ arm: z.string(), round: z.number().int(), checks: z.array(checkSchema) }),
);

/** What the checks of each trial came to: those of the probe, and those of the workload. */
export const facts = (trials: readonly TrialOf<ProbeDetails>[]): z.infer<typeof factsSchema> =>
  trials.map(({ arm, round, checks }) => ({ arm, round, checks }));

/**
 * What a check of an arm came to, round by round. For claims of scenarios of this kind.
 *
 * @param id of the check, as the probe or the workload has it
 * @throws when the evidence is of another kind
 */
export const checksIn = (evidence: Pick<Evidence, 'facts'>, arm: string, id: string): CheckResult[] =>
  factsSchema
    .parse(evidence.facts)
    .filter((fact) => fact.arm === arm)
    .flatMap(({ checks }) => checks.filter((check) => check.id === id));
