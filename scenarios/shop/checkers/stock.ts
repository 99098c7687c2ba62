import type { Checker } from './checker.ts';

/** Of no product there is more or less than before, what stands in confirmed orders included. Nothing is below zero. */
export const stock: Checker = {
  id: 'stock',
  mistakes: ({ before, after, books }) =>
    Object.entries(before.shelves).flatMap(([sku, units]) => {
      const missing = units - (after.shelves[sku] ?? 0);
      return [
        ...(missing === 0 ? [] : [`${missing} of ${sku} too few are available`]),
        ...((books.available[sku] ?? 0) < 0 ? [`less than nothing of ${sku} is available`] : []),
      ];
    }),
  looked({ after }) {
    const shelves = Object.keys(after.shelves).length;
    return { en: `Shelves: ${shelves}. Each adds up.`, ko: `상품 ${shelves}개의 재고가 맞는다.` };
  },
};
