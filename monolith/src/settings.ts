import { cacheSettings } from '@lab/shared-domain/adapters/cache/cache-settings';
import { edgeDutySettings } from '@lab/shared-domain/adapters/duties/duties';
import { limitSettings } from '@lab/shared-domain/adapters/http/limits/limit-settings';
import {
  edgeSettings,
  orderSettings,
  rankingSettings,
  readSettings,
} from '@lab/shared-domain/adapters/process/config';
import { z } from 'zod';

/** The monolith's settings, read from the environment. @throws ConfigError */
export const monolithSettings = () =>
  readSettings({
    ...edgeSettings,
    ...edgeDutySettings,
    ...limitSettings,
    ...cacheSettings,
    ...orderSettings,
    ...rankingSettings,
    WORKERS: z.coerce
      .number()
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('processes that share the port and the database'),
    CLUSTER: z
      .enum(['auto', 'on'])
      .default('auto')
      .describe('on: a primary and its workers even when there is only one'),
    BALANCING: z
      .enum(['connection', 'request'])
      .default('connection')
      .describe('what the primary of a cluster shares out among its workers'),
    CALLS: z
      .enum(['direct', 'serialized'])
      .default('direct')
      .describe('whether calls between contexts do the work of messages, to tell what that costs'),
    TEST_CPU_SLOWDOWN: z.coerce
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('share of CPU time to waste on top, for tests of measuring instruments only'),
  });

export type MonolithSettings = ReturnType<typeof monolithSettings>;
