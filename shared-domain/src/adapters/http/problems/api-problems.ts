import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from './problem.ts';

const ProblemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  instance: z.string().optional(),
  correlationId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  orderId: z.string().optional(),
});

type Documented = ProblemCode | readonly [ProblemCode, number];

/** Documents the problems that an endpoint can answer with, one entry per status. */
export const ApiProblems = (...codes: readonly Documented[]) =>
  applyDecorators(...problemResponses(...codes).map((response) => ApiResponse(response)));

/** The same, for all endpoints of a document. */
export function problemResponses(...codes: readonly Documented[]) {
  const byStatus = new Map<number, string[]>();
  for (const entry of codes) {
    const [code, status] = typeof entry === 'string' ? [entry, PROBLEMS[entry][0]] : entry;
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${PROBLEMS[code][1]}`]);
  }
  const schema = z.toJSONSchema(ProblemBody, { target: 'openapi-3.0' }) as object;
  return [...byStatus].map(([status, descriptions]) => ({
    status,
    description: descriptions.join('; '),
    content: { 'application/problem+json': { schema } },
  }));
}
