import { HttpException } from '@nestjs/common';
import { DependencyFailure } from '../../../kernel/dependency-failure.ts';
import { Problem } from './problem.ts';

/** What body-parser and Express throw: an error with a status, and sometimes a type. */
interface HttpError extends Error {
  readonly status: number;
  readonly type?: string;
}

const isHttpError = (error: unknown): error is HttpError =>
  error instanceof Error && 'status' in error && typeof error.status === 'number';

/** Translates anything thrown while a request is answered. What is not recognized is an internal error without details. */
export function problemOfError(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DependencyFailure) return ofDependency(error);
  if (error instanceof HttpException) return ofStatus(error.getStatus(), error.message);
  if (isHttpError(error))
    return error.type === 'entity.parse.failed' ? malformed() : ofStatus(error.status, error.message);
  return new Problem('internal-error', 'Quote the correlation id when you report this.');
}

const malformed = () => new Problem('malformed-json', 'The body could not be parsed as JSON.');

function ofDependency(failure: DependencyFailure): Problem {
  switch (failure.kind) {
    case 'timeout':
      return new Problem('upstream-timeout', `${failure.dependency} did not answer in time.`);
    case 'unavailable':
      return new Problem('service-unavailable', `${failure.dependency} cannot be reached.`);
    case 'failed':
      return new Problem('internal-error', 'Quote the correlation id when you report this.');
  }
}

function ofStatus(status: number, message: string): Problem {
  switch (status) {
    case 404:
      return new Problem('not-found', message);
    case 413:
      return new Problem('body-too-large', 'The body may have 64 KiB at most.');
    case 415:
      return new Problem('unsupported-media-type', message);
    case 503:
      return new Problem('service-unavailable', message);
    default:
      return status >= 400 && status < 500
        ? new Problem('invalid-request', message)
        : new Problem('internal-error', 'Quote the correlation id when you report this.');
  }
}
