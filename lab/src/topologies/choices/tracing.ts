import type { Choice } from './choice.ts';

/**
 * Whether every request leaves its spans: what seeing costs. A collector beside the arm takes them, and what it uses is the arm's
 * (ADR 52).
 */
export const tracing: Choice = {
  id: 'tracing',
  about: { en: 'whether requests are traced', ko: '요청을 추적하는지 여부' },
  bases: ['monolith', 'microservices'],
  default: { id: 'off', words: { en: 'nothing is traced', ko: '추적 없음' } },
  alternatives: [
    {
      id: 'on',
      words: { en: 'every request traced', ko: '모든 요청 추적' },
      env: {
        TRACING: 'on',
        // Sent every half a second instead of every five, ms: systems take turns of two seconds, and each is to pay for its own spans.
        OTEL_BSP_SCHEDULE_DELAY: '500',
      },
      components: ['collector'],
    },
  ],
};
