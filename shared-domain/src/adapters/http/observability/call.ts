import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import onHeaders from 'on-headers';
import { type CallContext, inCall } from '../../../kernel/call-context.ts';
import { Timings } from '../../../kernel/timings.ts';
import { serverTiming } from './server-timing.ts';

/** What a client may call its request. Other names are not taken over. */
export const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The call that a response answers; made by {@link openCall}. */
export const callOf = (response: Response): CallContext => response.locals.call as CallContext;

/** First middleware: gives the request its correlation id, its deadline and its stopwatch. */
export function openCall({ timeoutMs }: { timeoutMs: number }): RequestHandler {
  return (request, response, next) => {
    const given = request.get('X-Correlation-Id');
    const call: CallContext = {
      correlationId: given !== undefined && CORRELATION_ID.test(given) ? given : randomUUID(),
      deadline: Date.now() + timeoutMs,
      timings: new Timings(),
    };
    response.locals.call = call;
    response.setHeader('X-Correlation-Id', call.correlationId);
    onHeaders(response, () => response.setHeader('Server-Timing', serverTiming(call.timings)));
    next();
  };
}

/** Last middleware: makes the call ambient. After the body parser, which resumes outside of its caller's context. */
export const enterCall: RequestHandler = (_request, response, next) => {
  inCall(callOf(response), () => next());
};
