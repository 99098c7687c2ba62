import { describe, expect, it } from 'vitest';
import { CoPurchaseModel } from './co-purchase-model.ts';

function modelOf(...baskets: string[][]): CoPurchaseModel {
  const model = new CoPurchaseModel();
  for (const [i, skus] of baskets.entries()) model.learn({ orderId: `o${i}`, customerId: `c${i}`, skus });
  return model;
}

describe('CoPurchaseModel', () => {
  it('suggests what was bought together, the closest first', () => {
    const model = modelOf(['tea', 'cup'], ['tea', 'cup'], ['tea', 'sugar'], ['nail', 'hammer']);
    expect(model.likeProduct('tea', 2).map(({ sku }) => sku)).toEqual(['cup', 'sugar']);
  });

  it('suggests neither the product itself nor what has nothing to do with it', () => {
    const suggested = modelOf(['tea', 'cup'], ['nail', 'hammer']).likeProduct('tea', 10);
    expect(suggested.map(({ sku }) => sku)).toEqual(['cup']);
  });

  it('scores by cosine: two products that only ever come together are as close as can be', () => {
    const [suggestion] = modelOf(['tea', 'cup']).likeProduct('tea', 1);
    expect(suggestion?.score).toBeCloseTo(1);
  });

  it('prefers variety: of two equally close products that go together, the second yields to another one', () => {
    const model = modelOf(
      ...Array.from({ length: 4 }, () => ['phone', 'case-a', 'case-b']),
      ...Array.from({ length: 3 }, () => ['phone', 'charger']),
    );
    expect(model.likeProduct('phone', 2).map(({ sku }) => sku)).toEqual(['case-a', 'charger']);
  });

  it("speaks from a customer's history", () => {
    const model = modelOf(['tea', 'cup'], ['tea']);
    expect(model.likeCustomer('c1', 5).map(({ sku }) => sku)).toEqual(['cup']);
  });

  it('knows nothing of strangers', () => {
    expect(modelOf(['tea', 'cup']).likeProduct('nail', 5)).toEqual([]);
    expect(modelOf(['tea', 'cup']).likeCustomer('nobody', 5)).toEqual([]);
  });

  it('keeps working when there are more products than it expected', () => {
    const model = modelOf(...Array.from({ length: 1500 }, (_, i) => [`p${i}`, `q${i}`]));
    expect(model.likeProduct('p1499', 1).map(({ sku }) => sku)).toEqual(['q1499']);
  });
});
