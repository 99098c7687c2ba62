import type { Kept } from '../books.ts';
import type { Checker } from './checker.ts';

const IN_KOREAN = { notices: '알림이', baskets: '장바구니가' } as const;

/** What became of an order has led to one notice each time, and every confirmed order to one basket of the recommendations. */
export const events: Checker = {
  id: 'events',
  mistakes: ({ before, after }) =>
    before.kept.flatMap((then, customer) =>
      (['notices', 'baskets'] as const).flatMap((what) => {
        const more = (after.kept[customer]?.[what] ?? 0) - then[what];
        if (more === 0) return [];
        const by = Math.abs(more);
        return [
          {
            en: `customer ${customer} has ${by} ${what} too ${more > 0 ? 'many' : 'few'}`,
            ko: `고객 ${customer}의 ${IN_KOREAN[what]} ${by}개 ${more > 0 ? '많다' : '적다'}`,
          },
        ];
      }),
    ),
  looked({ books: { kept } }) {
    const [notices, baskets] = [sumOf(kept, 'notices'), sumOf(kept, 'baskets')];
    return {
      en: `${notices} notices and ${baskets} baskets agree with the orders.`,
      ko: `알림 ${notices}건과 장바구니 ${baskets}개가 주문과 맞는다.`,
    };
  },
};

const sumOf = (kept: readonly Kept[], what: keyof Kept): number =>
  kept.reduce((sum, each) => sum + each[what], 0);
