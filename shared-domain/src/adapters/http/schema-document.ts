import { z } from 'zod';

/** A part of the OpenAPI document (a Schema Object of version 3.0) that says what `schema` checks. */
export function jsonSchemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' });
}
