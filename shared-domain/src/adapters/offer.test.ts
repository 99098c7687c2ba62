import { expect, it, vi } from 'vitest';
import { type Interceptor, offerWith } from './offer.ts';

const find = vi.fn(async (query: { sku: string }) => `the ${query.sku}`);
const catalog = { find, list: async (_query: object) => 'all' };

/** Says when it is passed, on the way there and back. */
const told =
  (said: string[], name: string): Interceptor =>
  ({ pattern }, next) =>
  async (payload) => {
    said.push(`${name} ${pattern} ${JSON.stringify(payload)}`);
    const answer = await next(payload);
    said.push(`${name} back`);
    return answer;
  };

it('offers the context itself where nothing goes around it', async () => {
  expect(await offerWith()('catalog', catalog, ['find', 'list']).find({ sku: 'a' })).toBe('the a');
});

it('has the first interceptor outermost, and shows each the payload', async () => {
  const said: string[] = [];
  const offered = offerWith(told(said, 'outer'), told(said, 'inner'))('catalog', catalog, ['find']);
  expect(await offered.find({ sku: 'a' })).toBe('the a');
  expect(said).toEqual([
    'outer catalog.find {"sku":"a"}',
    'inner catalog.find {"sku":"a"}',
    'inner back',
    'outer back',
  ]);
});

it('lets an interceptor answer without the context, as a cache does', async () => {
  find.mockClear();
  const answers = new Map<string, unknown>();
  const cached: Interceptor = ({ pattern }, next) => {
    if (pattern !== 'catalog.find') return next;
    return async (payload) => {
      const key = JSON.stringify(payload);
      if (!answers.has(key)) answers.set(key, await next(payload));
      return answers.get(key);
    };
  };
  const offered = offerWith(cached)('catalog', catalog, ['find', 'list']);
  for (const sku of ['a', 'a', 'b']) expect(await offered.find({ sku })).toBe(`the ${sku}`);
  expect(find).toHaveBeenCalledTimes(2);
  expect(await offered.list({})).toBe('all');
});
