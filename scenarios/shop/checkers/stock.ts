import type { Checker } from './checker.ts';

/**
 * Of no product there is more or less than before, what stands in confirmed orders included. Nothing is below zero, and nothing is held when all
 * orders have ended: what was held has been sold or given back.
 */
export const stock: Checker = {
  id: 'stock',
  mistakes: ({ before, after, books }) =>
    Object.entries(before.shelves).flatMap(([sku, units]) => {
      const missing = units - (after.shelves[sku] ?? 0);
      return [
        ...(missing === 0
          ? []
          : [
              {
                en: `${missing} of ${sku} too few are available`,
                ko: `${sku}의 주문 가능 수량이 ${missing}개 모자란다`,
              },
            ]),
        ...((books.available[sku] ?? 0) < 0
          ? [
              {
                en: `less than nothing of ${sku} is available`,
                ko: `${sku}의 주문 가능 수량이 0보다 작다`,
              },
            ]
          : []),
        ...((books.reserved[sku] ?? 0) > 0
          ? [
              {
                en: `${books.reserved[sku]} of ${sku} are still held`,
                ko: `${sku} ${books.reserved[sku]}개가 예약된 채 남아 있다`,
              },
            ]
          : []),
      ];
    }),
  looked({ after }) {
    const shelves = Object.keys(after.shelves).length;
    return {
      en: `Shelves: ${shelves}. Each adds up, and nothing is held.`,
      ko: `상품 ${shelves}개의 재고가 맞고, 예약된 채 남은 것이 없다.`,
    };
  },
};
