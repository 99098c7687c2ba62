import { z } from 'zod';
import { UsageError } from '../registry/usage-error.ts';
import { topologyOf } from './topology-of.ts';

/** An arm as an author spells it, read as what its trials call it. One that does not exist is refused with what is valid. */
export const topologyId: z.ZodType<string> = z.string().transform((text, context) => {
  try {
    return topologyOf(text).id;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});
