import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import onHeaders from 'on-headers';
import { type CallContext, inCall } from '../../../kernel/call-context.ts';
import { Timings } from '../../../kernel/timings.ts';
import { beginSpan } from '../../tracing/tracing.ts';
import { serverTiming } from './server-timing.ts';

/** What a client may call its request. Other names are not taken over. */
export const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The call that a response answers; made by {@link openCall}. */
export const callOf = (response: Response): CallContext => response.locals.call as CallContext;

/** First middleware: gives the request its correlation id, its deadline and its stopwatch, and its span where requests are traced. */
export function openCall({ timeoutMs }: { timeoutMs: number }): RequestHandler {
  return (request, response, next) => {
    const given = request.get('X-Correlation-Id');
    const span = beginSpan(request.method, 'server', request.get('traceparent'));
    const call: CallContext = {
      correlationId: given !== undefined && CORRELATION_ID.test(given) ? given : randomUUID(),
      deadline: Date.now() + timeoutMs,
      timings: new Timings(),
      span,
    };
    response.locals.call = call;
    response.setHeader('X-Correlation-Id', call.correlationId);
    onHeaders(response, () => response.setHeader('Server-Timing', serverTiming(call.timings)));
    if (span) {
      response.once('close', () => {
        const route: unknown = request.route?.path;
        const name = typeof route === 'string' ? `${request.method} ${route}` : request.method;
        span.end({ name, failed: response.statusCode >= 500 || !response.writableFinished });
      });
    }
    next();
  };
}

/** Last middleware: makes the call ambient. After the body parser, which resumes outside of its caller's context. */
export const enterCall: RequestHandler = (_request, response, next) => {
  inCall(callOf(response), () => next());
};
