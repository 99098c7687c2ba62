import type { Choice } from './choice.ts';

/**
 * What the primary of a cluster hands to its workers. With connections it does little, and who keeps one has the same worker for as long.
 * With requests it is a reverse proxy: each goes to the worker that has the fewest to do, and costs the primary CPU time.
 */
export const balancing: Choice = {
  id: 'balancing',
  about: {
    en: 'what is shared out among the workers of a cluster',
    ko: '클러스터 워커에 나누어 주는 단위',
  },
  bases: ['monolith'],
  default: { id: 'connection', words: { en: 'connections are shared out', ko: '연결 단위 분배' } },
  alternatives: [
    {
      id: 'request',
      words: { en: 'requests are shared out', ko: '요청 단위 분배' },
      env: { BALANCING: 'request', CLUSTER: 'on' },
    },
  ],
};
