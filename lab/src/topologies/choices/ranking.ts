import type { Choice } from './choice.ts';

/** How recommendations are ranked. The answers are the same; what differs is where the CPU time goes, and how much it is (ADR 76). */
export const ranking: Choice = {
  id: 'ranking',
  about: { en: 'how recommendations are ranked', ko: '추천 순위를 계산하는 방식' },
  bases: ['monolith', 'microservices'],
  default: { id: 'js', words: { en: 'ranking on the event loop', ko: '이벤트 루프에서 순위 계산' } },
  alternatives: [
    {
      id: 'threads',
      words: { en: 'ranking on worker threads', ko: '워커 스레드에서 순위 계산' },
      env: { RANKING: 'threads' },
    },
    {
      id: 'wasm',
      words: { en: 'ranking in WebAssembly', ko: 'WebAssembly로 순위 계산' },
      env: { RANKING: 'wasm' },
    },
  ],
};
