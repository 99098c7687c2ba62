import type { Alternative, Choice } from './choice.ts';

const broken = (id: string, en: string, ko: string): Alternative => ({
  id,
  words: { en, ko },
  // In production no process takes a flaw.
  env: { FLAW: id, NODE_ENV: 'test' },
  breaks: true,
});

/** A promise that the services break on purpose: whether the checkers find it (ADR 55). */
export const flaw: Choice = {
  id: 'flaw',
  about: { en: 'a promise broken on purpose', ko: '일부러 어기는 약속' },
  bases: ['microservices'],
  default: { id: 'none', words: { en: 'none', ko: '없음' } },
  alternatives: [
    broken('no-idempotency', 'what comes twice is done twice', '두 번 온 것을 두 번 처리'),
    broken('no-tombstone', 'what was taken back may still happen', '취소된 뒤 늦게 온 명령을 수행'),
    broken('publish-before-commit', 'events leave before the commit', '커밋 전에 이벤트 발행'),
    broken('no-commit', 'what is reserved is never sold', '예약한 재고를 판매로 확정하지 않음'),
    broken('no-log', 'where a saga stands is in memory alone', '사가의 진행 상태를 메모리에만 둠'),
  ],
  hidden: true,
};
