import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { callOf } from './call.ts';

/**
 * One line per request, at `info`, when it has been answered or its client has gone meanwhile. Headers are left out: they carry tokens. By hand and
 * not with pino-http, which makes a logger for each request: that was a tenth of what a request for a product cost.
 */
export const accessLog =
  (logger: Logger): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    const { method, originalUrl: url } = request;
    response.once('close', () => {
      const line = {
        correlationId: callOf(response).correlationId,
        req: { method, url },
        // Of an answer that was never begun the status is what it might have become.
        res: { statusCode: response.headersSent ? response.statusCode : null },
        responseTime: Math.round(performance.now() - start),
      };
      logger.info(line, response.writableFinished ? 'request completed' : 'request aborted');
    });
    next();
  };
