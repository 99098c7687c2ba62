import type { Choice } from './choice.ts';

/**
 * Whether readers keep their own copies of prices and stock, which events keep up, or ask the services that own them each time. What reads
 * then save, changes pay for, and what is read may be some moments old.
 */
export const replicas: Choice = {
  id: 'replicas',
  about: {
    en: 'whether readers keep copies of prices and stock',
    ko: '가격과 재고의 사본을 읽는 쪽에 두는지 여부',
  },
  bases: ['microservices'],
  default: { id: 'none', words: { en: 'readers ask the owner each time', ko: '매번 소유 서비스에 질의' } },
  alternatives: [
    {
      id: 'local',
      words: { en: 'local replicas, fed by events', ko: '이벤트로 갱신되는 로컬 복제본' },
      env: { REPLICAS: 'local' },
      copies: { gateway: ['catalog.find', 'inventory.levels'], orders: ['catalog.find'] },
    },
  ],
};
