import { z } from 'zod';

/** A consistency check, as records keep it; see `CheckResult`. */
export const checkSchema = z.object({
  id: z.string(),
  result: z.enum(['pass', 'fail', 'unknown']),
  detail: z.string(),
  /** The same in Korean, where the check says it so. */
  detailInKorean: z.string().optional(),
});
