import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** Settings that every process of a deployment understands. */
const base = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  PORT: port.default(3000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIR: z.string().default('.lab/data').describe('folder of the SQLite files'),
  SHOP_SEED: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('fill an empty database with the example shop of this number'),
  DURABILITY: z
    .enum(['full', 'normal'])
    .default('full')
    .describe('what a power cut may take away: nothing, or the last transactions'),
  INVENTORY_STORE: z
    .enum(['tables', 'events'])
    .default('tables')
    .describe('what the inventory keeps: how many there are of each product, or what has happened to them'),
  CALL_TIMEOUTS: z
    .enum(['on', 'off'])
    .default('on')
    .describe('whether callers give up waiting; off is for experiments only'),
  TRACING: z
    .enum(['on', 'off'])
    .default('off')
    .describe('whether requests are traced: spans go by OTLP to OTEL_EXPORTER_OTLP_ENDPOINT'),
  FAULT_INJECTION: z
    .enum(['on', 'off'])
    .default('off')
    .describe('whether the process that started this one may make it fail, for experiments only'),
};

/** Of processes that check tokens. A secret is made up on the spot, but never in production. */
export const secretSettings = {
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
};

/** Settings of processes that clients talk to. */
export const edgeSettings = {
  ...secretSettings,
  OPERATOR_PAGES: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe('whether clients may see /metrics, /docs and /openapi.json; auto: not in production'),
};

type Settings<S extends z.ZodRawShape> = z.infer<z.ZodObject<typeof base & S>>;

/** A setting that is missing or wrong, with what to do about it. */
export class ConfigError extends Error {}

/** Reads the environment once, at the start of a process. @throws ConfigError that names every wrong variable. */
export function readSettings<S extends z.ZodRawShape>(
  more: S,
  env: NodeJS.ProcessEnv = process.env,
): Settings<S> {
  const parsed = z.object({ ...base, ...more }).safeParse(withoutEmpty(env));
  if (parsed.success) return parsed.data as Settings<S>;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`These environment variables need another value:\n${lines.join('\n')}`);
}

/** An empty variable is one that was not set: `PORT= node dist/main.js`. */
const withoutEmpty = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** Whether the pages for operators and programmers are there for all who can reach the port. */
export const showsOperatorPages = (settings: {
  readonly NODE_ENV: string;
  readonly OPERATOR_PAGES: 'auto' | 'on' | 'off';
}): boolean =>
  settings.OPERATOR_PAGES === 'auto' ? settings.NODE_ENV !== 'production' : settings.OPERATOR_PAGES === 'on';

/** @throws ConfigError in production when no secret is set. */
export function jwtSecret(settings: { NODE_ENV: string; JWT_SECRET?: string | undefined }): string {
  if (settings.JWT_SECRET) return settings.JWT_SECRET;
  if (settings.NODE_ENV === 'production') {
    throw new ConfigError(
      'JWT_SECRET must be set in production: at least 32 characters, e.g. from `openssl rand -hex 32`.',
    );
  }
  return randomBytes(32).toString('hex');
}

/** Settings of processes that run business processes over the databases of several services. */
export const consistencySettings = {
  CONSISTENCY: z
    .enum(['saga', 'no-compensation'])
    .default('saga')
    .describe('what becomes of a business process that is refused; no-compensation is for experiments only'),
  SAGA_HISTORY: z
    .enum(['off', 'on'])
    .default('off')
    .describe('whether a line for each step of a saga is appended to sagas.ndjson in DATA_DIR'),
};

/** Settings of processes that take orders. */
export const orderSettings = {
  ORDERS: z
    .enum(['answered', 'accepted'])
    .default('answered')
    .describe('when an order is answered: once it is decided, or once it is sure that it will be'),
  ORDERS_BACKLOG: z.coerce
    .number()
    .int()
    .min(1)
    .default(10_000)
    .describe('so many accepted orders may be undecided at once; more are refused'),
};

/** Settings of processes that rank recommendations. */
export const rankingSettings = {
  RANKING: z
    .enum(['js', 'threads', 'wasm'])
    .default('js')
    .describe('how recommendations are ranked: on the event loop, on threads, or there by WebAssembly'),
  RANKING_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('how many threads rank; as many as there are CPUs for the process without'),
};
