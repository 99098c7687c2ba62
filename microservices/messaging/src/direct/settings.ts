import { z } from 'zod';

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
