import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';
import { currentCall } from '../../kernel/call-context.ts';
import type { Interceptor } from '../offer.ts';
import { ConfigError } from '../process/config.ts';
import { type DutySettings, servicesDo } from './duties.ts';

/**
 * What a service does for each call where it has duties of its own: it checks the token that came with the call, writes a line and counts, or does
 * some of it.
 *
 * A call without a token comes from nobody: it shows a page to all, or goes on with what was begun. One with a token that is not the shop's own
 * fails. Whether a token has expired the edge has decided: a business process may go on for longer.
 *
 * @returns what goes around the service's contexts; nothing where the edge has all duties
 */
export async function openCallDuties(
  settings: DutySettings,
  registry: Registry,
  logger: Logger,
): Promise<readonly Interceptor[]> {
  const { logs, counts, verifies } = servicesDo(settings);
  if (!logs && !counts && !verifies) return [];
  return [
    callDuties({
      check: verifies ? await tokenCheck(settings) : undefined,
      durations: counts ? durationsIn(registry) : undefined,
      logger: logs ? logger : undefined,
    }),
  ];
}

/** @throws ConfigError without the secret that the gateway signs with */
async function tokenCheck({
  DUTIES: id,
  JWT_SECRET: secret,
}: DutySettings): Promise<(token: string) => void> {
  if (secret === undefined)
    throw new ConfigError(`DUTIES=${id} needs the JWT_SECRET of the gateway: each service checks tokens.`);
  const { openTokenCheck } = await import('./token-check.ts');
  return openTokenCheck(secret);
}

const durationsIn = (registry: Registry): Histogram =>
  new Histogram({
    name: 'shop_call_duration_seconds',
    help: 'Time of a call from its arrival to its result',
    labelNames: ['operation', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });

interface Parts {
  readonly check: ((token: string) => void) | undefined;
  readonly durations: Histogram | undefined;
  readonly logger: Logger | undefined;
}

/** Each of the duties that there are. */
const callDuties =
  ({ check, durations, logger }: Parts): Interceptor =>
  ({ pattern }, next) =>
  async (payload) => {
    const begun = performance.now();
    const call = currentCall();
    let outcome: 'answered' | 'failed' = 'failed';
    try {
      if (call?.token !== undefined) check?.(call.token);
      const result = await next(payload);
      outcome = 'answered';
      return result;
    } finally {
      const tookMs = performance.now() - begun;
      durations?.observe({ operation: pattern, outcome }, tookMs / 1000);
      logger?.info(
        { correlationId: call?.correlationId, call: pattern, outcome, responseTime: Math.round(tookMs) },
        'call completed',
      );
    }
  };
