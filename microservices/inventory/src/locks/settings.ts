import { settingsOfServices } from '@lab/chassis/settings';
import { readSettings } from '@lab/shared-domain/adapters/process/config';
import { z } from 'zod';

const prefix = z
  .string()
  .regex(/^[\w.-]*$/)
  .default('');

/** What keeps instances of the inventory from promising the same unit twice. */
const lockSettings = {
  LOCK: z
    .enum(['row', 'update', 'none', 'redis', 'zookeeper', 'consul'])
    .default('row')
    .describe('what guards the stock while it is reserved; none is for experiments only'),
  LOCK_FENCING: z
    .enum(['on', 'off'])
    .default('off')
    .describe('whether the store is shown the token of a lock, so that it refuses an earlier holder'),
  LOCK_LEASE_MS: z.coerce
    .number()
    .int()
    .min(500)
    .max(60_000)
    .default(2_000)
    .describe('how long a holder keeps a lock of which nothing is heard'),
  ZOOKEEPER_URL: z.url({ protocol: /^zookeeper$/ }).default('zookeeper://127.0.0.1:2181'),
  ZOOKEEPER_PREFIX: prefix,
  CONSUL_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8500'),
  CONSUL_PREFIX: prefix,
};

/** The inventory's: a service's, and those of its lock. @throws ConfigError */
export const inventorySettings = () => readSettings({ ...settingsOfServices, ...lockSettings });

export type InventorySettings = ReturnType<typeof inventorySettings>;
