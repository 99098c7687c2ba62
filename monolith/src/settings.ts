import { edgeSettings, readSettings } from '@lab/shared-domain/adapters/process/config';
import { z } from 'zod';

/** The monolith's settings, read from the environment. @throws ConfigError */
export const monolithSettings = () =>
  readSettings({
    ...edgeSettings,
    WORKERS: z.coerce
      .number()
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('processes that share the port and the database'),
  });

export type MonolithSettings = ReturnType<typeof monolithSettings>;
