import { z } from 'zod';

const toldStepSchema = z.object({
  what: z.enum(['begin', 'run', 'undo', 'refused']),
  step: z.string(),
  /** From the beginning of the saga, and how long it took, ms. */
  at: z.number(),
  ms: z.number(),
  outcome: z.enum(['ok', 'refused', 'threw']),
  /** Which process did it: 1 for the one that began the saga. */
  life: z.number().int(),
});

const toldSagaSchema = z.object({
  /** `survived`: a process died over it, or was taken away from it. */
  fate: z.enum(['succeeded', 'compensated', 'survived']),
  saga: z.string(),
  steps: z.array(toldStepSchema),
});
export type ToldSaga = z.infer<typeof toldSagaSchema>;

/** What the sagas of a trial came to. */
export const sagasRecordSchema = z.object({
  succeeded: z.number().int(),
  compensated: z.number().int(),
  /** Refused with nothing to take back, or nothing taken back. */
  refused: z.number().int(),
  /** How long each took to be taken back, milliseconds, from the shortest to the longest, with a space between. */
  compensateMs: z.string(),
  /** One of each fate, for the drawing. */
  told: z.array(toldSagaSchema),
});
export type SagasRecord = z.infer<typeof sagasRecordSchema>;
