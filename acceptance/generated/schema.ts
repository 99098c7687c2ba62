import { Ajv, type ValidateFunction } from 'ajv';

/** A Schema Object of OpenAPI 3.0, as far as the shop's document uses it. */
export interface Schema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly description?: string;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...['type', 'nullable', 'enum', 'pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['items', 'minItems', 'maxItems', 'properties', 'required', 'additionalProperties', 'description'],
]);

/** A date comes with a pattern beside its format, so the format says nothing more. */
const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true, formats: { 'date-time': true } });
const compiled = new WeakMap<Schema, ValidateFunction>();

/**
 * What is wrong with a value; nothing when it is as the schema wants it.
 * @throws Error when the schema has words that requests cannot be made of: they would be passed over without notice
 */
export function violations(schema: Schema, value: unknown): string[] {
  const known = compiled.get(schema);
  const validate = known ?? ajv.compile(understood(schema));
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || 'the whole'} ${message}`,
  );
}

export const isValid = (schema: Schema, value: unknown): boolean => violations(schema, value).length === 0;

/** @returns the schema. @throws Error when it has a word that is not known here */
function understood(schema: Schema): Schema {
  for (const word of Object.keys(schema))
    if (!KNOWN.has(word)) throw new Error(`acceptance/generated does not know "${word}" in a schema yet`);
  if (schema.items) understood(schema.items);
  for (const property of Object.values(schema.properties ?? {})) understood(property);
  return schema;
}

/** A text of a query, a path or a header as the value that it stands for. */
export const fromText = (schema: Schema, text: string): unknown =>
  schema.type === 'integer' || schema.type === 'number' ? Number(text) : text;
