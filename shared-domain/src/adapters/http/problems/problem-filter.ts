import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { AllowedMethods } from '../allowed-methods.ts';
import { callOf } from '../observability/call.ts';
import { answerAndClose, restOf, throwRestAway } from './answer-and-close.ts';
import { Problem } from './problem.ts';
import { problemDocument } from './problem-document.ts';
import { problemOfError } from './problem-of-error.ts';

/** Answers every error, wherever it was thrown, as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly allowed: AllowedMethods,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (this.#tellsMethods(error, request, response)) return;
    const problem = this.#problemOf(error, request, response);
    const { correlationId } = callOf(response);
    // Under overload there are many of those: a line for each would cost what the refusal saves. Metrics count them.
    if (problem.status >= 500 && problem.code !== 'overloaded')
      this.logger.error({ err: error, correlationId, code: problem.code }, problem.detail);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    const retryAfterS = problem.options.retryAfterS ?? (problem.status === 503 ? 1 : undefined);
    if (retryAfterS !== undefined) response.setHeader('Retry-After', String(retryAfterS));
    response.status(problem.status).type('application/problem+json');
    const body = problemDocument(problem, { path: request.path, correlationId });
    // What is too large is not read to its end, and what was not invited may never come: nothing can follow it on its connection.
    const rest = restOf(request);
    if (rest === 'much') answerAndClose(request, response, body);
    else response.send(body);
    if (rest === 'little') throwRestAway(request);
  }

  /** The router would answer OPTIONS by itself, if Nest did not come first and say that the path is not there. */
  #tellsMethods(error: unknown, request: Request, response: Response): boolean {
    if (request.method !== 'OPTIONS' || problemOfError(error).code !== 'not-found') return false;
    const allowed = this.allowed(request.path);
    if (allowed.length > 0) response.status(204).setHeader('Allow', allowed.join(', ')).end();
    return allowed.length > 0;
  }

  /** The router knows no methods of a path: to it, a path with another method is not there. */
  #problemOf(error: unknown, request: Request, response: Response): Problem {
    const problem = problemOfError(error);
    if (problem.code !== 'not-found' || response.headersSent) return problem;
    const allowed = this.allowed(request.path);
    if (allowed.length === 0 || allowed.includes(request.method)) return problem;
    response.setHeader('Allow', allowed.join(', '));
    return new Problem('method-not-allowed', `${request.path} takes ${allowed.join(', ')}.`);
  }
}
