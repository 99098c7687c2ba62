import { z } from 'zod';
import type { TrialRecord } from '../../records/trial.ts';
import type { Evidence } from '../../scenario/scenario.ts';

const factSchema = z.object({
  arm: z.string(),
  round: z.number().int(),
  phase: z.string(),
  endpoint: z.string(),
  /** Mean time in the servers, and in databases, those of calls to other parts included. ms. */
  total: z.number(),
  database: z.number(),
});
export type ServerTime = z.infer<typeof factSchema>;

/** What the servers said about themselves (`Server-Timing`), trial by trial. */
export const facts = (
  trials: readonly Pick<TrialRecord, 'arm' | 'round' | 'phases'>[],
): readonly ServerTime[] =>
  trials.flatMap(({ arm, round, phases }) =>
    phases.flatMap(({ name: phase, endpoints }) =>
      Object.entries(endpoints).flatMap(([endpoint, { serverTiming }]) => {
        const { total, db = 0, 'remote-db': remote = 0 } = serverTiming;
        return total === undefined ? [] : [{ arm, round, phase, endpoint, total, database: db + remote }];
      }),
    ),
  );

/**
 * The facts of a phase. For scenarios of this kind.
 *
 * @throws when the evidence is of another kind
 */
export const serverTimesIn = (evidence: Pick<Evidence, 'facts'>, phase: string): ServerTime[] =>
  z
    .array(factSchema)
    .parse(evidence.facts ?? [])
    .filter((fact) => fact.phase === phase);
