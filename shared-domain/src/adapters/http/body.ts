import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { Problem } from './problems/problem.ts';
import { problemOfError } from './problems/problem-of-error.ts';

const LIMIT_BYTES = 64 * 1024;

/** A body that says itself that it is too large is not read at all. The parser would read it to its end before it answers. */
const refuseTooLarge: RequestHandler = (request, _response, next) => {
  if (Number(request.get('Content-Length')) > LIMIT_BYTES)
    throw new Problem('body-too-large', 'The body may have 64 KiB at most.');
  next();
};

/** Refuses bodies that are not JSON, instead of treating them as absent. */
const requireJson: RequestHandler = (request, _response, next) => {
  // A POST without a body announces one of length 0. `is` answers null when none is announced at all.
  if (request.get('Content-Length') !== '0' && request.is('application/json') === false) {
    throw new Problem('unsupported-media-type', 'Send the body as application/json.');
  }
  next();
};

/** Before Nest sees the parser's error and turns it into one that has lost its type. */
const explain: ErrorRequestHandler = (error, _request, _response, next) => next(problemOfError(error));

/** Parses JSON bodies of at most 64 KiB. */
export const jsonBody: readonly (RequestHandler | ErrorRequestHandler)[] = [
  refuseTooLarge,
  requireJson,
  express.json({ limit: LIMIT_BYTES }),
  explain,
];
