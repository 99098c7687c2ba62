import type { Choice } from './choice.ts';

/** A known flaw, so much more CPU time per request: whether the lab finds it, and how much it reads. */
export const slowed: Choice = {
  id: 'slowed',
  about: { en: 'CPU time wasted on purpose', ko: '일부러 낭비하는 CPU 시간' },
  bases: ['monolith'],
  default: { id: 'no', words: { en: 'nothing wasted', ko: '낭비 없음' } },
  alternatives: [
    {
      id: '20%',
      words: { en: 'slowed by 20 % CPU', ko: 'CPU 20 % 낭비' },
      env: { TEST_CPU_SLOWDOWN: '0.2' },
    },
  ],
  hidden: true,
};
