import type { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Histogram, Registry } from 'prom-client';

/** What a handler by hand has to do besides its work, as ours has. */

/** A line and a measurement of every request. */
export function observed(logger: Logger): RequestHandler {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer',
    labelNames: ['method', 'route', 'status'],
    registers: [new Registry()],
  });
  return (request, response, next) => {
    const start = performance.now();
    const { method, originalUrl: url } = request;
    response.on('finish', () => {
      const ms = performance.now() - start;
      const status = response.statusCode;
      durations.observe({ method, route: request.route?.path, status }, ms / 1000);
      logger.info(
        { req: { method, url }, res: { statusCode: status }, responseTime: ms },
        'request completed',
      );
    });
    next();
  };
}

/** @returns who signed in. @throws Problem without a valid token */
export const accountOf = (request: Request, tokens: Tokens) =>
  tokens.read(request.get('Authorization')?.slice('Bearer '.length) ?? '');
