import type { Choice } from './choice.ts';

/**
 * What becomes of a business process over several databases that is refused halfway. Without compensation it keeps what it holds: the arm
 * is a warning, and shows what a saga's undoing is for (ADR 55).
 */
export const consistency: Choice = {
  id: 'consistency',
  about: {
    en: 'what becomes of an order that is refused halfway',
    ko: '중간에 거절된 주문의 처리 방법',
  },
  bases: ['microservices'],
  default: { id: 'saga', words: { en: 'a saga takes back what was done', ko: '사가가 이미 한 일을 보상' } },
  alternatives: [
    {
      id: 'no-compensation',
      words: { en: 'nothing is taken back', ko: '보상 트랜잭션 없음' },
      env: { CONSISTENCY: 'no-compensation' },
      breaks: true,
    },
  ],
};
