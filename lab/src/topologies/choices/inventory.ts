import type { Choice } from './choice.ts';

/** Two instances of the inventory, which share its queue of requests and its database: two that may want to reserve the same unit at once. */
export const inventory: Choice = {
  id: 'inventory',
  about: { en: 'instances of the service inventory', ko: '재고 서비스의 인스턴스 수' },
  bases: ['microservices'],
  default: { id: '1', words: { en: 'a single inventory', ko: '재고 하나' } },
  alternatives: [{ id: '2', words: { en: 'inventory × 2', ko: '재고 × 2' }, instances: { inventory: 2 } }],
};
