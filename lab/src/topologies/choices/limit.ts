import type { Choice } from './choice.ts';

/**
 * What the edge refuses when there is too much to do: what one client sends beyond a rate, or what the shop cannot answer in time (ADR 70).
 */
export const limit: Choice = {
  id: 'limit',
  about: { en: 'which requests the edge refuses', ko: '엣지에서 거절하는 요청' },
  bases: ['monolith', 'microservices'],
  default: { id: 'none', words: { en: 'no limit', ko: '제한 없음' } },
  alternatives: [
    {
      id: 'fixed',
      words: { en: 'fixed rate for each client', ko: '클라이언트별 고정 요청률 제한' },
      env: { LIMIT: 'fixed' },
    },
    {
      id: 'fixed-redis',
      words: {
        en: 'fixed rate for each client, counted in Redis',
        ko: 'Redis로 세는 클라이언트별 고정 요청률 제한',
      },
      env: { LIMIT: 'fixed-redis' },
      components: ['redis'],
    },
    {
      id: 'adaptive',
      words: {
        en: 'limit on requests under way that follows latency',
        ko: '지연 시간을 따라가는 동시 요청 수 제한',
      },
      env: { LIMIT: 'adaptive' },
    },
    {
      id: 'priority',
      words: {
        en: 'limit that follows latency, orders first',
        ko: '지연 시간을 따라가는 제한, 주문 우선',
      },
      env: { LIMIT: 'priority' },
    },
  ],
};
