import { z } from 'zod';
import { SIDES } from './layout.ts';
import { CHANGES, CPU_MODES, STEPS } from './settings.ts';

/** What a trial of a build experiment has to tell besides its values. */

const stepSchema = z.object({
  step: z.enum(STEPS),
  wallMs: z.number(),
  /** User and system, children included. */
  cpuSeconds: z.number(),
  packagesRebuilt: z.number().int().optional(),
  /** Contexts whose implementations lie in these packages. Older trials do not have it. */
  contextsRebuilt: z.number().int().optional(),
  filesEmitted: z.number().int().optional(),
  testsRun: z.number().int().optional(),
  testFiles: z.number().int().optional(),
  processesRestarted: z.number().int().optional(),
  /** Of the time, what the tool looked for what to do, its own start not counted. Older trials do not have it. */
  lookingMs: z.number().optional(),
});

const cellSchema = z.object({
  change: z.enum(CHANGES),
  growth: z.number().int(),
  cpus: z.enum(CPU_MODES),
  /** In the order in which they were carried out. */
  steps: z.array(stepSchema),
});
export type CellRecord = z.infer<typeof cellSchema>;

export const buildRecordSchema = z.object({
  side: z.enum(SIDES),
  /** The code bases that were changed; tests are not counted in their files and lines. */
  codeBases: z.array(
    z.object({
      growth: z.number().int(),
      packages: z.number().int(),
      contexts: z.number().int(),
      files: z.number().int(),
      lines: z.number().int(),
      /** The whole that counts are held against: what a first build writes, and all tests. Older trials do not have it. */
      filesWritten: z.number().int().optional(),
      tests: z.number().int().optional(),
      testFiles: z.number().int().optional(),
    }),
  ),
  cells: z.array(cellSchema),
});
export type BuildRecord = z.infer<typeof buildRecordSchema>;
