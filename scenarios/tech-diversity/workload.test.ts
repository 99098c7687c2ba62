import { chanceOf } from '@lab/lab/stats/random';
import { expect, it } from 'vitest';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { request } from './workload.ts';

it('one request in eleven asks for recommendations, and for a single one', () => {
  const data = {
    ...{ skus: ['A', 'B'], wellStocked: ['A'], categories: ['toys'], cursors: [], tokens: ['t'] },
    ...{ staff: 's', cancellable: [], totals: {} },
  } as unknown as ShoppingData;
  const requests = Array.from({ length: 66 }, (_, iteration) => request(data, iteration, chanceOf(7)));
  const asked = requests.filter(({ endpoint }) => endpoint === 'recommendations').map(({ path }) => path);
  expect(asked).toHaveLength(6);
  for (const path of asked) expect(path).toMatch(/^\/products\/[AB]\/recommendations\?limit=1$/);
  expect(requests.filter(({ path }) => path.includes('limit')).length).toBe(6);
});
