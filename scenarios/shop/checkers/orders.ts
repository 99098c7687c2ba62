import type { Text } from '@lab/lab/scenario/scenario';
import type { ListedOrder } from '../books.ts';
import type { Audit, Checker, ToldOrder } from './checker.ts';

/**
 * Every order has ended. Every order that a customer was told of is there, and is what the customer was told, each time: a cancellation comes
 * after the order was confirmed, and one whose outcome nobody knows may have been carried out or not.
 */
export const orders: Checker = {
  id: 'orders',
  mistakes({ books, asked, cancellations }) {
    const byId = new Map(books.orders.flat().map((order) => [order.id, order]));
    const pending = [...byId.values()].filter(({ status }) => status === 'pending');
    const told = new Set(asked.flatMap(({ told }) => (told ? [told.id] : [])));
    const broken = toldIn(asked).flatMap(({ key, id, status }) => {
      const order = byId.get(id);
      if (!order) return [gone(key, status)];
      const may = statusesOf(id, status, cancellations);
      return may.includes(order.status) ? [] : [changed(id, may[0] ?? 'pending', order.status)];
    });
    // Those that had been placed before the load began.
    const others = new Set(cancellations.map(({ orderId }) => orderId).filter((id) => !told.has(id)));
    const stillStanding = [...others].flatMap((id) => {
      const order = byId.get(id);
      if (!order)
        return [
          {
            en: `order ${id}, which was to be cancelled, is gone`,
            ko: `취소를 요청한 주문 ${id}가 없어졌다`,
          },
        ];
      const may = statusesOf(id, 'confirmed', cancellations);
      return may.includes(order.status) ? [] : [changed(id, may[0] ?? 'pending', order.status)];
    });
    return [...pending.map(stillPending), ...broken, ...stillStanding];
  },
  looked({ before, after, asked }) {
    const confirmed = toldIn(asked).filter(({ status }) => status === 'confirmed').length;
    const fresh = after.orders - before.orders;
    return {
      en: `Orders: ${fresh}. Each has ended. Confirmed to customers: ${confirmed}. Each of them stands.`,
      ko: `주문 ${fresh}건이 모두 끝났고, 고객에게 확정을 알린 ${confirmed}건이 그대로 있다.`,
    };
  },
};

/** What customers were told, each thing once however often they were told it. */
const toldIn = (asked: Audit['asked']): (ToldOrder & { readonly key: string })[] => [
  ...new Map(
    asked.flatMap(({ key, told }) =>
      told ? [[`${told.id} ${told.status}`, { key, ...told }] as const] : [],
    ),
  ).values(),
];

const IN_KOREAN: Readonly<Record<ListedOrder['status'], string>> = {
  pending: '처리 중',
  confirmed: '확정',
  rejected: '거절',
  cancelled: '취소',
};

const stillPending = ({ id }: ListedOrder): Text => ({
  en: `order ${id} is still pending`,
  ko: `주문 ${id}가 아직 처리 중이다`,
});

const gone = (key: string, was: ListedOrder['status']): Text => ({
  en: `the order of request ${key} was ${was} and is gone`,
  ko: `요청 ${key}의 주문은 ${IN_KOREAN[was]} 상태였는데 없어졌다`,
});

const changed = (id: string, was: ListedOrder['status'], is: ListedOrder['status']): Text => ({
  en: `order ${id} was ${was}, now ${is}`,
  ko: `주문 ${id}는 ${IN_KOREAN[was]} 상태였는데 지금은 ${IN_KOREAN[is]} 상태다`,
});

/** What an order may be now, what its customer knows of it first. */
function statusesOf(
  id: string,
  told: ListedOrder['status'],
  cancellations: Audit['cancellations'],
): ListedOrder['status'][] {
  const own = cancellations.filter(({ orderId }) => orderId === id);
  if (own.some(({ told }) => told)) return ['cancelled'];
  return own.length > 0 && told === 'confirmed' ? [told, 'cancelled'] : [told];
}
