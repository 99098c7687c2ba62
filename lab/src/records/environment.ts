import { z } from 'zod';

/** What influences a result besides the arms: enough to decide whether two runs may be compared. */
export const environmentSchema = z.object({
  /** Null outside a git checkout, or before its first commit. */
  commit: z.string().nullable(),
  /** Whether the checkout differs from the commit. */
  dirty: z.boolean().nullable(),
  /** SHA-256 of package-lock.json. */
  lockfile: z.string().nullable(),
  node: z.string(),
  os: z.string(),
  cpuModel: z.string(),
  cpuCount: z.number().int(),
  memoryBytes: z.number(),
  /** How the kernel sets the processors' frequency, e.g. `performance`; null where it is not told. */
  governor: z.string().nullable(),
  /** Limits of the control group, e.g. of a container; null where there is none. */
  cgroup: z.object({ cpus: z.number().nullable(), memoryBytes: z.number().nullable() }).nullable(),
});
export type Environment = z.infer<typeof environmentSchema>;
