import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoPurchaseModel } from '../co-purchase-model.ts';
import { PlainRows } from './plain-rows.ts';
import { FIRST_WIDTH, GROWTH, type Rows } from './rows.ts';
import { WasmRows } from './wasm-rows.ts';

const KINDS: readonly (readonly [name: string, open: () => Rows])[] = [
  ['in JavaScript', () => new PlainRows()],
  ['in WebAssembly', () => new WasmRows()],
];

/** Rows of counts, so many. */
function filled(rows: Rows, counts: readonly (readonly number[])[]): Rows {
  for (const _ of counts) rows.add();
  for (const [item, row] of counts.entries()) rows.row(item).set(row);
  return rows;
}

describe.each(KINDS)('rows %s', (_, open) => {
  it('multiply as one does by hand', () => {
    const rows = filled(open(), [
      [1, 2, 0],
      [0, 3, 4],
      [5, 0, 6],
    ]);
    const vector = new Float32Array(rows.width);
    vector.set([7, 8, 9]);
    expect(rows.dots([2, 0, 2], vector)).toEqual([89, 23, 89]);
    expect(rows.dots([1], rows.row(1))).toEqual([25]);
    expect(rows.dots([], vector)).toEqual([]);
  });

  it('are as they were when there are more products than there was room for', () => {
    const rows = open();
    const many = FIRST_WIDTH + GROWTH + 1;
    for (let item = 0; item < many; item += 1) {
      rows.add();
      rows.row(item)[item] = item + 1;
      rows.row(item)[0] = 1;
    }
    expect(rows.width).toBe(FIRST_WIDTH + 2 * GROWTH);
    const ones = new Float32Array(rows.width).fill(1, 0, many);
    const items = Array.from({ length: many }, (_, item) => item);
    // Row 0 has a single number, which was overwritten: 1. The others have one more.
    expect(rows.dots(items, ones)).toEqual(items.map((item) => (item === 0 ? 1 : item + 2)));
  });
});

const SKUS = Array.from({ length: 40 }, (_, index) => `SKU-${index}`);
const CUSTOMERS = ['c1', 'c2', 'c3'];
const basket = fc.record({
  orderId: fc.uuid(),
  customerId: fc.constantFrom(...CUSTOMERS),
  skus: fc.array(fc.constantFrom(...SKUS), { minLength: 1, maxLength: 6 }),
});

it('the same is suggested, with the same scores to the last bit, whatever multiplies', () => {
  fc.assert(
    fc.property(
      fc.array(basket, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (log, limit) => {
        const [plain, wasm] = [new CoPurchaseModel(), new CoPurchaseModel(new WasmRows())];
        for (const each of log) {
          plain.learn(each);
          wasm.learn(each);
        }
        for (const sku of SKUS) expect(wasm.likeProduct(sku, limit)).toEqual(plain.likeProduct(sku, limit));
        for (const customer of CUSTOMERS)
          expect(wasm.likeCustomer(customer, limit)).toEqual(plain.likeCustomer(customer, limit));
      },
    ),
    { numRuns: 50 },
  );
});
