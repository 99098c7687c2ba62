import type { Choice } from './choice.ts';

/** What the inventory keeps: how many there are of each product, or what has happened to them (ADR 61). */
export const store: Choice = {
  id: 'store',
  about: { en: 'what the inventory keeps', ko: '재고가 저장하는 것' },
  bases: ['monolith', 'microservices'],
  default: {
    id: 'tables',
    words: { en: 'the inventory keeps its present levels', ko: '재고의 현재 수량을 저장' },
  },
  alternatives: [
    {
      id: 'events',
      words: { en: 'the inventory keeps events and snapshots', ko: '재고의 이벤트와 스냅샷을 저장' },
      env: { INVENTORY_STORE: 'events' },
    },
  ],
};
