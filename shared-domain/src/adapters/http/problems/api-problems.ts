import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { OrderId } from '../resources/fields.ts';
import { jsonSchemaOf } from '../schema-document.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';

type Documented = ProblemCode | readonly [ProblemCode, number];

/** What any operation of the shop can answer: it needs other parts, and the edge may have a limit. */
export const SHOP_WIDE = [
  'service-unavailable',
  'upstream-timeout',
  'too-many-requests',
  'overloaded',
] as const;

/** Documents the problems that an endpoint can answer with, one entry per status. */
export const ApiProblems = (...codes: readonly Documented[]) =>
  applyDecorators(...problemResponses(...codes).map((response) => ApiResponse(response)));

/** The same, for all endpoints of a document. */
export function problemResponses(...codes: readonly Documented[]) {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const entry of codes) {
    const [code, status] = typeof entry === 'string' ? [entry, PROBLEMS[entry][0]] : entry;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].map(([status, of]) => ({
    status,
    description: of.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}`).join('; '),
    content: { 'application/problem+json': { schema: jsonSchemaOf(problemBody(status, of)) } },
    ...(HEADERS[status] && { headers: HEADERS[status] }),
  }));
}

const problemBody = (status: number, codes: readonly ProblemCode[]) =>
  z.strictObject({
    type: z.enum(codes.map((code) => `urn:shop:problem:${code}`)),
    title: z.enum(codes.map((code) => PROBLEMS[code][1])),
    status: z.literal(status),
    detail: z.string().min(1),
    code: z.enum(codes),
    // A request that could not be read has none.
    instance: z.string().min(1).optional(),
    correlationId: z.string().min(1).max(64),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string().min(1) }))
      .max(20)
      .optional(),
    orderId: OrderId.optional(),
  });

const RETRY_AFTER = {
  'Retry-After': {
    description: 'When to try again. s',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
};

/** What `ProblemFilter` adds to the answers of these statuses. */
const HEADERS: Readonly<Record<number, Record<string, object>>> = {
  401: {
    'WWW-Authenticate': {
      description: 'How to sign in',
      required: true,
      schema: { type: 'string', enum: ['Bearer'] },
    },
  },
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};
