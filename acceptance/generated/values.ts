import fc from 'fast-check';
import { isValid, type Schema } from './schema.ts';

/** Values that the shop knows, by the name of their field, e.g. skus that it sells: requests with others end at "unknown". */
export type Examples = Readonly<Record<string, readonly unknown[]>>;

/** Any characters there are, those that look like one but are several included. */
const anyText = (bounds: { minLength?: number; maxLength?: number }) =>
  fc.string({ unit: 'binary', ...bounds });

/** Values that a schema allows. Where there are examples of a field, it gets those. */
export function valuesOf(schema: Schema, examples: Examples = {}): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return textsOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, examples), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 10, (schema.minItems ?? 0) + 10),
      });
    case 'object':
      return fc.record(fieldsOf(schema, examples), { requiredKeys: [...(schema.required ?? [])] });
    default:
      throw new Error(`no values can be made of ${JSON.stringify(schema)} yet`);
  }
}

function fieldsOf(schema: Schema, examples: Examples): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      fieldOf(name, property, examples),
    ]),
  );
}

/** Values of a field or a parameter. */
export const fieldOf = (name: string, schema: Schema, examples: Examples): fc.Arbitrary<unknown> =>
  examples[name] ? fc.constantFrom(...examples[name]) : valuesOf(schema, examples);

function textsOf(schema: Schema): fc.Arbitrary<string> {
  const { pattern, minLength = 0, maxLength = 200 } = schema;
  const texts = pattern
    ? fc.stringMatching(new RegExp(pattern, 'u'), { size: 'max' })
    : fc.oneof(
        { weight: 3, arbitrary: anyText({ minLength, maxLength }) },
        // The longest and the shortest of characters that some languages count twice.
        { weight: 1, arbitrary: fc.constantFrom(maxLength, minLength).map((length) => '🛒'.repeat(length)) },
      );
  return texts.filter((text) => isValid(schema, text));
}

/** Values that a schema does not allow, most of them only just. */
export function wrongValuesOf(schema: Schema): fc.Arbitrary<unknown> {
  return fc
    .oneof({ weight: 3, arbitrary: nearMissesOf(schema) }, { weight: 1, arbitrary: otherTypes })
    .filter((value) => !isValid(schema, value));
}

const otherTypes = fc.oneof(
  fc.constantFrom(null, true, -1, 0.5, 1e300, '', '1', [], {}, [[]]),
  anyText({ maxLength: 20 }),
  fc.integer(),
);

function nearMissesOf(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return fc.oneof(
        fc.constantFrom('', '\u0000', '__proto__', '../x', `${'x'.repeat((schema.maxLength ?? 0) + 1)}`),
        anyText({ maxLength: 2 * (schema.maxLength ?? 50) }),
      );
    case 'integer': {
      const { minimum = 0, maximum = 0 } = schema;
      const far = fc.constantFrom<unknown>(minimum + 0.5, String(minimum), -minimum, 2 ** 53);
      return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(minimum - 1, maximum + 1) }, far);
    }
    case 'array':
      return nearMissesOfArray(schema);
    case 'object':
      return nearMissesOfObject(schema);
    default:
      return otherTypes;
  }
}

function nearMissesOfArray(schema: Schema): fc.Arbitrary<unknown> {
  const item = schema.items ?? {};
  const tooMany = (schema.maxItems ?? 0) + 1;
  return fc.oneof(
    fc.constant([]),
    valuesOf(item).map((value) => Array(tooMany).fill(value)),
    fc.tuple(valuesOf(item), wrongValuesOf(item)),
  );
}

function nearMissesOfObject(schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  const valid = valuesOf(schema) as fc.Arbitrary<Record<string, unknown>>;
  const unknownField = fc.constantFrom('extra', 'toString', 'constructor', '');
  return fc.oneof(
    fc.tuple(valid, unknownField).map(([value, field]) => ({ ...value, [field]: 1 })),
    ...properties.flatMap(([name, property]) => [
      valid.map(({ [name]: _, ...rest }) => rest),
      fc.tuple(valid, wrongValuesOf(property)).map(([value, wrong]) => ({ ...value, [name]: wrong })),
    ]),
  );
}
