import { ConfigError } from '@lab/shared-domain/adapters/process/config';
import { z } from 'zod';
import { BALANCINGS, type Picker, pickOf } from './picks.ts';

/** Where all instances of a service take calls. Numeric, as gRPC's target for a fixed list of addresses knows no names. */
const addresses = z
  .string()
  .regex(
    /^\d+(?:\.\d+){3}:\d+(?:,\d+(?:\.\d+){3}:\d+)*$/,
    'must be addresses like 127.0.0.1:4001,127.0.0.1:4002',
  )
  .optional();

/** Of processes that call each other without a broker between them. */
export const directSettings = {
  CALLS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('port for the calls of other services; any free one by default'),
  CALLS_BALANCING: z
    .enum(BALANCINGS)
    .default('round-robin')
    .describe('which instance of a service gets a call'),
  CALLS_CATALOG: addresses,
  CALLS_INVENTORY: addresses,
  CALLS_ORDERS: addresses,
  CALLS_PAYMENTS: addresses,
  CALLS_NOTIFICATIONS: addresses,
  CALLS_RECOMMENDATIONS: addresses,
};

export type DirectSettings = Partial<z.infer<z.ZodObject<typeof directSettings>>>;

/**
 * Where a context is to be reached, by the settings. What a service serves besides its own context is named after it, as `catalog-feed` is,
 * and is found at the same addresses.
 */
export const addressesIn =
  (settings: DirectSettings) =>
  (context: string): readonly string[] => {
    const [service = ''] = context.split('-');
    const known: Readonly<Record<string, unknown>> = { ...settings };
    const found = known[`CALLS_${service.toUpperCase()}`];
    return typeof found === 'string' ? found.split(',') : [];
  };

/** How calls are shared out. Who has no port of his own for calls draws as one that does not listen. */
export const pickIn = ({
  CALLS_BALANCING = 'round-robin',
  CALLS_PORT = 0,
}: DirectSettings): (() => Picker) | undefined => pickOf(CALLS_BALANCING, CALLS_PORT);

/** @throws ConfigError where calls go through a broker: whoever is free takes the next one, and nobody shares them out */
export function refuseBalancing({ CALLS_BALANCING = 'round-robin' }: DirectSettings): void {
  if (CALLS_BALANCING !== 'round-robin')
    throw new ConfigError(
      `CALLS_BALANCING=${CALLS_BALANCING} is for TRANSPORT=grpc, http or tcp: over RabbitMQ each instance takes the next call when it is free.`,
    );
}
