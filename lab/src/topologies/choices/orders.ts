import type { Choice } from './choice.ts';

/**
 * When the client of an order is answered: once the order is decided, or once it is sure to be decided. An accepted order is carried out later: in
 * the services by the instance that gets its message, in the monolith by a queue of its own (ADR 66). A peak of
 * an experiment may be 50 seconds' work. The bound is above that up to 2,000 orders a second, so that no arm is refused orders for being fast.
 */
export const orders: Choice = {
  id: 'orders',
  about: { en: 'when an order is answered', ko: '주문에 응답하는 시점' },
  bases: ['monolith', 'microservices'],
  default: { id: 'answered', words: { en: 'orders answered once decided', ko: '주문이 결정된 뒤 응답' } },
  alternatives: [
    {
      id: 'accepted',
      words: { en: 'orders accepted first', ko: '주문을 먼저 접수하고 나중에 처리' },
      env: { ORDERS: 'accepted', ORDERS_BACKLOG: '100000' },
    },
  ],
};
