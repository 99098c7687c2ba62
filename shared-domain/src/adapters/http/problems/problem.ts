import type { Refusal } from '../../../kernel/result.ts';

/** Every problem the API can answer with: its stable code, its HTTP status and its title. */
export const PROBLEMS = {
  'invalid-request': [400, 'The request is not valid'],
  'malformed-json': [400, 'The body is not valid JSON'],
  unauthenticated: [401, 'Sign in first'],
  'token-expired': [401, 'The token has expired'],
  'invalid-credentials': [401, 'Email or password is wrong'],
  'insufficient-funds': [402, 'The wallet does not cover the order'],
  forbidden: [403, 'Not for this account'],
  'not-found': [404, 'There is nothing here'],
  'unknown-product': [404, 'There is no such product'],
  'unknown-order': [404, 'There is no such order'],
  'unknown-customer': [404, 'There is no such customer'],
  'method-not-allowed': [405, 'Not with this method'],
  'request-timeout': [408, 'The request came too slowly'],
  'out-of-stock': [409, 'Not enough in stock'],
  'no-answer': [409, 'Given up, because part of the shop did not answer'],
  'order-not-cancellable': [409, 'This order cannot be cancelled'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'Send JSON'],
  'idempotency-key-reused': [422, 'The Idempotency-Key belongs to another request'],
  'too-many-sign-ins': [429, 'Too many sign-ins'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The headers are too large'],
  'internal-error': [500, 'Something went wrong on our side'],
  'service-unavailable': [503, 'Part of the shop is not available'],
  'not-ready': [503, 'Not ready yet'],
  overloaded: [503, 'Too much to do just now'],
  'upstream-timeout': [504, 'Part of the shop did not answer in time'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldError {
  /** Dotted path into the request, e.g. `lines.0.quantity`. */
  readonly path: string;
  readonly message: string;
}

interface ProblemOptions {
  /** When it differs from the code's usual status. */
  readonly status?: number;
  readonly errors?: readonly FieldError[];
  readonly orderId?: string;
  /** When asking again makes sense. s. */
  readonly retryAfterS?: number;
}

/** Thrown at the edge to answer with a problem. RFC 9457 calls the parts type, title, status and detail. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(detail);
    const [status, title] = PROBLEMS[code];
    this.status = options.status ?? status;
    this.title = title;
  }
}

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** The problem that a domain refusal is to an HTTP client. */
export const problemOf = (refusal: Refusal<ProblemCode>, options?: ProblemOptions): Problem =>
  new Problem(refusal.code, refusal.detail, options);
