import { z } from 'zod';
import type { Schema } from './schema.ts';

const schema = z.custom<Schema>((value) => typeof value === 'object' && value !== null);
const content = z.record(z.string(), z.strictObject({ schema }));
const response = z.strictObject({
  description: z.string(),
  headers: z
    .record(
      z.string(),
      z.strictObject({ description: z.string(), required: z.boolean().default(false), schema }),
    )
    .default({}),
  content: content.default({}),
});
const operation = z.looseObject({
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['query', 'path', 'header']),
        required: z.boolean().default(false),
        schema,
      }),
    )
    .default([]),
  requestBody: z
    .looseObject({ content: z.strictObject({ 'application/json': z.strictObject({ schema }) }) })
    .optional(),
  security: z.array(z.strictObject({ bearer: z.array(z.string()) })).optional(),
  responses: z.record(z.string().regex(/^[1-5][0-9][0-9]$/), response),
});
const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) });

type Documented = z.infer<typeof operation>;
export type Parameter = Documented['parameters'][number];
export type DocumentedAnswer = z.infer<typeof response>;

export interface Operation {
  /** In capitals. */
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Undefined when it takes none. */
  readonly body: Schema | undefined;
  /** Whether it needs a token. */
  readonly secured: boolean;
  /** By status. */
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
}

/**
 * The operations of an OpenAPI document.
 * @throws ZodError when it has something that requests cannot be made of, or answers held against
 */
export function operationsOf(json: unknown): Operation[] {
  return Object.entries(document.parse(json).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody, security, responses }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json'].schema,
      secured: security !== undefined && security.length > 0,
      responses,
    })),
  );
}

/** The methods of each path. */
export function methodsOf(operations: readonly Operation[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of operations) methods.set(path, [...(methods.get(path) ?? []), method]);
  return methods;
}
