import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ANYWHERE, HEADERS, OPERATIONS } from './documented.ts';
import type { Observation, Shop } from './shop.ts';

const operation = z.looseObject({
  operationId: z.string().optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
    .optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      description: z.string(),
      content: z.record(z.string(), z.unknown()).optional(),
      headers: z.record(z.string(), z.looseObject({ required: z.boolean().optional() })).optional(),
    }),
  ),
});
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
const documentSchema = z.looseObject({
  openapi: z.string().regex(/^3\.\d+\.\d+$/),
  info: z.looseObject({ title: z.string().min(1), version: z.string().min(1) }),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(METHODS), operation)),
  components: z.looseObject({ securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })) }),
});
type Operation = z.infer<typeof operation>;

/** Every `$ref` in a document, wherever it is. */
function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

const resolve = (document: unknown, reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/')],
      document,
    );

/** `/products/{sku}` matches `/products/SKU-00001`. */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);

export function documentation(shop: () => Shop): void {
  const load = async () => {
    const answer = await shop().get('/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    const raw = answer.json();
    const document = documentSchema.parse(raw);
    const operations = new Map<string, Operation>();
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, each] of Object.entries(item))
        if (each) operations.set(`${method.toUpperCase()} ${path}`, each);
    }
    return { raw, operations };
  };

  describe('the OpenAPI document', () => {
    it('has every operation of the contract and no other', async () => {
      const { operations } = await load();
      expect([...operations.keys()].sort()).toEqual(Object.keys(OPERATIONS).sort());
    });

    it.each(Object.entries(OPERATIONS))(
      'documents every status of %s, and no other',
      async (name, statuses) => {
        const { operations } = await load();
        const documented = Object.keys(operations.get(name)?.responses ?? {}).map(Number);
        expect(documented.sort()).toEqual([...ANYWHERE, ...statuses].sort());
      },
    );

    it('documents the headers of answers', async () => {
      const { operations } = await load();
      for (const [name, { responses }] of operations) {
        for (const [status, { headers = {} }] of Object.entries(responses)) {
          const expected = ['X-Correlation-Id', ...(HEADERS[`${name} ${status}`] ?? HEADERS[status] ?? [])];
          const required = Object.keys(headers).filter((header) => headers[header]?.required);
          expect(required.sort(), `${name} ${status}`).toEqual(expected.sort());
        }
      }
    });

    it('describes errors as problem documents and successes with a schema', async () => {
      const { operations } = await load();
      for (const [name, { responses }] of operations) {
        for (const [status, { content }] of Object.entries(responses)) {
          if (Number(status) >= 400)
            expect(Object.keys(content ?? {}), `${name} ${status}`).toContain('application/problem+json');
          else expect(Object.keys(content ?? {}), `${name} ${status}`).toContain('application/json');
        }
      }
    });

    it('describes the bodies and the parameters of requests', async () => {
      const { operations } = await load();
      for (const [name, { parameters = [], requestBody }] of operations) {
        for (const [, parameter = ''] of name.matchAll(/\{(\w+)\}/g)) {
          expect(parameters, name).toContainEqual(
            expect.objectContaining({ name: parameter, in: 'path', required: true }),
          );
        }
        const hasBody = ['POST /sessions', 'POST /orders', 'PUT /products/{sku}/price'].includes(name);
        expect(Object.keys(requestBody?.content ?? {}), name).toEqual(hasBody ? ['application/json'] : []);
      }
      const queryOf = (name: string) =>
        (operations.get(name)?.parameters ?? [])
          .filter((each) => each.in === 'query')
          .map((each) => each.name);
      expect(queryOf('GET /products').sort()).toEqual(['category', 'cursor', 'limit', 'skus']);
      expect(queryOf('GET /orders').sort()).toEqual(['cursor', 'limit']);
      expect(queryOf('GET /products/{sku}/recommendations')).toEqual(['limit']);
      for (const list of ['GET /products', 'GET /orders']) {
        const cursor = operations.get(list)?.parameters?.find((each) => each.name === 'cursor');
        expect(JSON.stringify(cursor), list).toContain('any other is refused as `invalid-request`');
      }
      const headers = operations.get('POST /orders')?.parameters?.filter((each) => each.in === 'header');
      expect(headers?.map((each) => each.name.toLowerCase())).toEqual(['idempotency-key']);
    });

    it('states the limits of parameters', async () => {
      const { operations } = await load();
      const parameter = (name: string, wanted: string) =>
        operations.get(name)?.parameters?.find((each) => each.name.toLowerCase() === wanted)?.schema;
      for (const [name, maximum] of [
        ['GET /products', 100],
        ['GET /orders', 100],
        ['GET /products/{sku}/recommendations', 20],
      ] as const)
        expect(parameter(name, 'limit'), name).toMatchObject({ type: 'integer', minimum: 1, maximum });
      expect(parameter('POST /orders', 'idempotency-key')).toMatchObject({
        pattern: '^[A-Za-z0-9._:-]{1,128}$',
        maxLength: 128,
      });
    });

    it('states what ids and texts look like', async () => {
      const { operations } = await load();
      const sku = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$', maxLength: 64 };
      const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
      const inPath = (name: string) =>
        operations.get(name)?.parameters?.find((each) => each.in === 'path')?.schema;
      for (const name of operations.keys()) {
        if (name.includes('{sku}')) expect(inPath(name), name).toMatchObject(sku);
        if (name.includes('{id}')) expect(inPath(name), name).toMatchObject({ pattern: `^${uuid}$` });
      }
      const bodyOf = (name: string) => operations.get(name)?.requestBody?.content['application/json'];
      const line = { properties: { sku, quantity: { type: 'integer', minimum: 1, maximum: 1000 } } };
      const lines = { type: 'array', minItems: 1, maxItems: 50, items: line };
      expect(bodyOf('POST /orders')).toMatchObject({ schema: { properties: { lines } } });
      expect(bodyOf('POST /sessions')).toMatchObject({
        schema: { properties: { email: { minLength: 3, maxLength: 254 }, password: { maxLength: 128 } } },
      });
    });

    it('is consistent in itself', async () => {
      const { raw, operations } = await load();
      for (const reference of references(raw)) {
        expect(reference).toMatch(/^#\//);
        expect(resolve(raw, reference), reference).toBeDefined();
      }
      const ids = [...operations.values()].map(({ operationId }) => operationId);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('says which operations need a token', async () => {
      const { operations } = await load();
      for (const [name, statuses] of Object.entries(OPERATIONS)) {
        const protectedByToken = statuses.includes(401) && name !== 'POST /sessions';
        expect(operations.get(name)?.security !== undefined, name).toBe(protectedByToken);
      }
    });

    it('comes with a page for people', async () => {
      const page = await shop().get('/docs');
      expect(page.status).toBe(200);
      expect(page.headers['content-type']).toMatch(/^text\/html/);
      const scripts = [...page.text.matchAll(/<script src="([^"]+)"/g)].map(([, source]) => source ?? '');
      expect(scripts.length).toBeGreaterThan(0);
      for (const source of scripts) {
        const script = await shop().get(new URL(source, `${shop().deployment.url}/docs`).pathname);
        expect(script.status, source).toBe(200);
        expect(script.headers['content-type'], source).toMatch(/javascript/);
      }
    });
  });
}

/** Registered last: what all the tests before have seen is what the document must hold. */
export function observedStatuses(shop: () => Shop): void {
  it('every status seen by any test is in the OpenAPI document', async () => {
    const document = documentSchema.parse((await shop().get('/openapi.json')).json());
    const undocumented = new Set<string>();
    for (const { method, path, status } of shop().observations) {
      const match = Object.entries(document.paths).find(
        ([pattern, item]) =>
          patternOf(pattern).test(path) && item[method.toLowerCase() as (typeof METHODS)[number]],
      );
      const documented = match?.[1][method.toLowerCase() as (typeof METHODS)[number]]?.responses;
      if (documented && !(status in documented) && !isOfTheServer({ method, path, status })) {
        undocumented.add(`${method} ${match?.[0]} ${status}`);
      }
    }
    expect([...undocumented].sort().join('\n')).toBe('');
  });
}

/** Answers that come before any operation is chosen: headers too large, a path that cannot be decoded. */
function isOfTheServer({ path, status }: Observation): boolean {
  if (status === 431) return true;
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    return true;
  }
}
