import type { Text } from '@lab/lab/scenario/scenario';
import type { Kept } from '../books.ts';
import { type Difference, without } from '../totals.ts';
import type { Checker } from './checker.ts';

const IN_KOREAN = { notices: '알림이', baskets: '장바구니가' } as const;
const NONE: Difference = { missing: [], extra: [] };

/**
 * What became of an order has led to one notice each time, and every confirmed order to one basket of the recommendations. Each is looked for by
 * its id: one event that is lost and another one that is applied twice are two mistakes.
 */
export const events: Checker = {
  id: 'events',
  mistakes: ({ before, after }) =>
    before.kept.flatMap((then, customer) =>
      (['notices', 'baskets'] as const).flatMap((what) => {
        const now = after.kept[customer]?.[what] ?? NONE;
        const lost = [...without(now.missing, then[what].missing), ...without(then[what].extra, now.extra)];
        const doubled = without(now.extra, then[what].extra);
        return [...told(customer, what, lost, 'few'), ...told(customer, what, doubled, 'many')];
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

function told(customer: number, what: keyof Kept, ids: readonly string[], how: 'few' | 'many'): Text[] {
  const [first] = ids;
  if (first === undefined) return [];
  const inKorean = `${IN_KOREAN[what]} ${ids.length}개 ${how === 'many' ? '많다' : '적다'}`;
  return [
    {
      en: `customer ${customer} has ${ids.length} ${what} too ${how} (${first})`,
      ko: `고객 ${customer}의 ${inKorean}(${first})`,
    },
  ];
}

const sumOf = (kept: readonly Kept[], what: keyof Kept): number =>
  kept.reduce((sum, each) => sum + each[what].length, 0);
