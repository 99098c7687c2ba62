import express, { type Request, type RequestHandler } from 'express';
import { Problem } from './problems/problem.ts';
import { problemOfError } from './problems/problem-of-error.ts';

const LIMIT_BYTES = 64 * 1024;

const parse = express.json({ limit: LIMIT_BYTES });

/** Parses JSON bodies of at most 64 KiB. */
export const jsonBody: RequestHandler = (request, response, next) => {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  // Most requests have none, and need none of what follows.
  if (length === undefined && encoding === undefined) return next();
  refuseTooLarge(length);
  refuseOthers(request, length);
  if (/^100-continue$/i.test(request.headers.expect ?? '')) response.writeContinue();
  // Before Nest sees the parser's error and turns it into one that has lost its type.
  parse(request, response, (error) => next(error === undefined ? undefined : problemOfError(error)));
};

/** A body that says itself that it is too large is not read at all. The parser would read it to its end before it answers. */
function refuseTooLarge(length: string | undefined): void {
  if (Number(length) > LIMIT_BYTES) throw new Problem('body-too-large', 'The body may have 64 KiB at most.');
}

/** Refuses bodies that are not JSON, instead of treating them as absent. A POST without a body announces one of length 0. */
function refuseOthers(request: Request, length: string | undefined): void {
  if (length !== '0' && request.is('application/json') === false)
    throw new Problem('unsupported-media-type', 'Send the body as application/json.');
}
