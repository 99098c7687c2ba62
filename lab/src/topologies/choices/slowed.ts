import type { Alternative, Choice } from './choice.ts';

const by = (percent: number): Alternative => ({
  id: `${percent}%`,
  words: { en: `slowed by ${percent} % CPU`, ko: `CPU ${percent} % 낭비` },
  env: { TEST_CPU_SLOWDOWN: String(percent / 100) },
});

/** A known flaw, so much more CPU time per request: whether the lab finds it, and how much it reads (`make planted`). */
export const slowed: Choice = {
  id: 'slowed',
  about: { en: 'CPU time wasted on purpose', ko: '일부러 낭비하는 CPU 시간' },
  bases: ['monolith'],
  default: { id: 'no', words: { en: 'nothing wasted', ko: '낭비 없음' } },
  alternatives: [by(5), by(10), by(20)],
  hidden: true,
};
