import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';
import { currentCall } from '../../kernel/call-context.ts';
import type { Interceptor } from '../offer.ts';
import { ConfigError } from '../process/config.ts';
import type { DutySettings } from './duties.ts';

/**
 * What a service does for each call where it has duties of its own: it checks the token that came with the call, writes a line and counts.
 *
 * A call without a token comes from nobody: it shows a page to all, or goes on with what was begun. One with a token that is not the shop's own
 * fails. Whether a token has expired the edge has decided: a business process may go on for longer.
 *
 * @returns what goes around the service's contexts; nothing where the edge has all duties
 */
export async function openCallDuties(
  { DUTIES: id, JWT_SECRET: secret }: DutySettings,
  registry: Registry,
  logger: Logger,
): Promise<readonly Interceptor[]> {
  if (id !== 'services') return [];
  if (secret === undefined)
    throw new ConfigError('DUTIES=services needs the JWT_SECRET of the gateway: each service checks tokens.');
  const { openTokenCheck } = await import('./token-check.ts');
  return [callDuties(openTokenCheck(secret), registry, logger)];
}

function callDuties(check: (token: string) => void, registry: Registry, logger: Logger): Interceptor {
  const durations = new Histogram({
    name: 'shop_call_duration_seconds',
    help: 'Time of a call from its arrival to its result',
    labelNames: ['operation', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return ({ pattern }, next) =>
    async (payload) => {
      const begun = performance.now();
      const call = currentCall();
      let outcome: 'answered' | 'failed' = 'failed';
      try {
        if (call?.token !== undefined) check(call.token);
        const result = await next(payload);
        outcome = 'answered';
        return result;
      } finally {
        const tookMs = performance.now() - begun;
        durations.observe({ operation: pattern, outcome }, tookMs / 1000);
        logger.info(
          { correlationId: call?.correlationId, call: pattern, outcome, responseTime: Math.round(tookMs) },
          'call completed',
        );
      }
    };
}
