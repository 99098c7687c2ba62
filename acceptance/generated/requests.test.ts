import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationsOf } from './document.ts';
import { type Request, requestsOf } from './requests.ts';
import { isValid, type Schema } from './schema.ts';
import { valuesOf, wrongValuesOf } from './values.ts';

const id: Schema = { type: 'string', pattern: '^[a-z]{3}$', minLength: 3, maxLength: 3 };
const limit: Schema = { type: 'integer', minimum: 1, maximum: 20 };
const body: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 5 },
    ids: { type: 'array', items: id, minItems: 1, maxItems: 3 },
  },
  required: ['name', 'ids'],
  additionalProperties: false,
};
const [operation] = operationsOf({
  paths: {
    '/things/{id}': {
      put: {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: id },
          { name: 'limit', in: 'query', schema: limit },
          { name: 'X-Id', in: 'header', schema: id },
        ],
        requestBody: { content: { 'application/json': { schema: body } } },
        responses: {},
      },
    },
  },
});

const SEED = 7;
const sample = <T>(values: fc.Arbitrary<T>): T[] => fc.sample(values, { seed: SEED, numRuns: 300 });
const requests = (): Request[] => (operation ? sample(requestsOf(operation, { id: ['abc'] })) : []);

/** Whether a request is as the document wants it, read off the request itself. */
function isRight({ ask }: Request): boolean {
  const url = new URL(ask.path, 'http://shop');
  const limits = url.searchParams.getAll('limit');
  const header = ask.headers?.['X-Id'];
  return (
    isValid(id, decodeURIComponent(ask.path.split('?')[0]?.slice('/things/'.length) ?? '')) &&
    limits.every((text) => isValid(limit, Number(text))) &&
    (header === undefined || isValid(id, header)) &&
    ask.headers?.['content-type'] === 'application/json' &&
    isJson(ask.body) &&
    isValid(body, JSON.parse(String(ask.body)))
  );
}

function isJson(text: unknown): boolean {
  try {
    JSON.parse(String(text));
    return true;
  } catch {
    return false;
  }
}

describe('generated values', () => {
  it.each([
    ['a text', id],
    ['a number', limit],
    ['an object', body],
  ])('are right, or wrong, as wanted: %s', (_name, schema) => {
    expect(sample(valuesOf(schema)).every((value) => isValid(schema, value))).toBe(true);
    expect(sample(wrongValuesOf(schema)).some((value) => isValid(schema, value))).toBe(false);
  });

  it('reach both ends of a range, and just beyond', () => {
    expect(sample(valuesOf(limit))).toEqual(expect.arrayContaining([1, 20]));
    expect(sample(wrongValuesOf(limit))).toEqual(expect.arrayContaining([0, 21]));
  });
});

describe('generated requests', () => {
  it('are right where they say so, and nowhere else', () => {
    for (const request of requests()) expect(isRight(request), JSON.stringify(request)).toBe(request.allowed);
  });

  it('are of every kind', () => {
    const all = requests();
    for (const allowed of [true, false])
      for (const asker of ['customer', 'staff', 'nobody', 'stranger'])
        expect(all.some((each) => each.allowed === allowed && each.asker === asker)).toBe(true);
    expect(all.some(({ ask }) => ask.path.startsWith('/things/abc'))).toBe(true);
    expect(all.some(({ ask }) => ask.body === undefined)).toBe(true);
  });

  it('are the same for the same seed', () => {
    expect(requests()).toEqual(requests());
  });
});
