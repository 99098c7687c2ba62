import fc from 'fast-check';
import type { Ask } from '../behaviour/http-client.ts';
import type { Operation, Parameter } from './document.ts';
import { fromText, isValid } from './schema.ts';
import { type Examples, fieldOf, valuesOf, wrongValuesOf } from './values.ts';

/** Who asks: a signed-in account, somebody without a token, or with one that is none of ours. */
export type Asker = 'customer' | 'staff' | 'nobody' | 'stranger';

export interface Request {
  /** Whether the document allows it, apart from who asks. */
  readonly allowed: boolean;
  readonly asker: Asker;
  /** Without a token. */
  readonly ask: Ask;
}

/** The parts of a request before they are put together. */
interface Parts {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body?: { readonly text: string; readonly type: string } | undefined;
}

const JSON_TYPE = 'application/json';

/** Requests of an operation: half of them as the document wants them, and of those three in four with what the shop knows. */
export function requestsOf(operation: Operation, examples: Examples): fc.Arbitrary<Request> {
  const allowed = fc.oneof(
    { weight: 3, arbitrary: allowedParts(operation, examples) },
    { weight: 1, arbitrary: allowedParts(operation, {}) },
  );
  const asker = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom<Asker>('customer', 'staff') },
    { weight: 1, arbitrary: fc.constantFrom<Asker>('nobody', 'stranger') },
  );
  const right = fc.tuple(allowed, asker).map(([parts, by]) => requestOf(operation, parts, by, true));
  const wrong = wrongParts(operation, examples);
  if (!wrong) return right;
  return fc.oneof(
    right,
    fc.tuple(wrong, asker).map(([parts, by]) => requestOf(operation, parts, by, false)),
  );
}

/** Requests of those who are signed in that the shop will hardly refuse, unless they are not for them. */
export const likelyRequestsOf = (operation: Operation, examples: Examples): fc.Arbitrary<Request> =>
  fc
    .tuple(allowedParts(operation, examples), fc.constantFrom<Asker>('customer', 'staff'))
    .map(([parts, asker]) => requestOf(operation, parts, asker, true));

const requestOf = (operation: Operation, parts: Parts, asker: Asker, allowed: boolean): Request => ({
  allowed,
  asker,
  ask: assembled(operation, parts),
});

function allowedParts({ parameters, body }: Operation, examples: Examples): fc.Arbitrary<Parts> {
  const values = fc.record(
    Object.fromEntries(parameters.map(({ name, schema }) => [name, fieldOf(name, schema, examples)])),
    { requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name) },
  );
  const bodies = body ? valuesOf(body, examples).map(asJson) : fc.constant(undefined);
  return fc.record({ parameters: values, body: bodies });
}

const asJson = (value: unknown) => ({ text: JSON.stringify(value), type: JSON_TYPE });

/** Allowed but for one parameter or the body; undefined when nothing can be wrong. */
function wrongParts(operation: Operation, examples: Examples): fc.Arbitrary<Parts> | undefined {
  const spoilt: fc.Arbitrary<(parts: Parts) => Parts>[] = operation.parameters.map((parameter) =>
    wrongTexts(parameter).map((text) => (parts) => ({
      ...parts,
      parameters: { ...parts.parameters, [parameter.name]: text },
    })),
  );
  if (operation.body) spoilt.push(wrongBodies(operation.body).map((body) => (parts) => ({ ...parts, body })));
  if (spoilt.length === 0) return undefined;
  return fc
    .tuple(allowedParts(operation, examples), fc.oneof(...spoilt))
    .map(([parts, spoil]) => spoil(parts));
}

/** A header has printable characters only, and none of its spaces at the ends arrives. */
function wrongTexts({ in: where, schema }: Parameter): fc.Arbitrary<string> {
  const values = wrongValuesOf(schema).filter((value) => typeof value !== 'object');
  const texts = fc.oneof(
    { weight: 3, arbitrary: values.map(String) },
    { weight: 1, arbitrary: fc.string({ unit: where === 'header' ? 'grapheme-ascii' : 'binary' }) },
  );
  return texts
    .filter((text) => where !== 'header' || /^[ -~]*$/.test(text))
    .map((text) => (where === 'header' ? text.trim() : text))
    .filter((text) => (where !== 'path' || text !== '') && !isValid(schema, fromText(schema, text)));
}

const wrongBodies = (schema: NonNullable<Operation['body']>) =>
  fc.oneof(
    { weight: 6, arbitrary: wrongValuesOf(schema).map(asJson) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '{', 'nonsense', '\u0000').map((text) => ({ text, type: JSON_TYPE })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('text/plain', '', 'application/xml').map((type) => ({ text: '{}', type })),
    },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );

function assembled({ method, path, parameters }: Operation, parts: Parts): Ask {
  const given = parameters.filter(({ name }) => name in parts.parameters);
  const textOf = ({ name }: Parameter) => String(parts.parameters[name]);
  const filled = given
    .filter((each) => each.in === 'path')
    .reduce((whole, each) => whole.replace(`{${each.name}}`, () => encodeURIComponent(textOf(each))), path);
  const query = given
    .filter((each) => each.in === 'query')
    .map((each) => `${each.name}=${encodeURIComponent(textOf(each))}`)
    .join('&');
  return {
    method,
    path: query === '' ? filled : `${filled}?${query}`,
    headers: {
      ...(parts.body && { 'content-type': parts.body.type }),
      ...Object.fromEntries(
        given.filter((each) => each.in === 'header').map((each) => [each.name, textOf(each)]),
      ),
    },
    ...(parts.body && { body: parts.body.text }),
  };
}
