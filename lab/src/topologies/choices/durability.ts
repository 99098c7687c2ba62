import type { Choice } from './choice.ts';

/** Whether a commit waits until the disk has it: what an answer is worth at a power cut, and what that costs (ADR 33). */
export const durability: Choice = {
  id: 'durability',
  about: { en: 'what a power cut may take away', ko: '정전이 나면 잃을 수 있는 것' },
  bases: ['monolith', 'microservices'],
  default: {
    id: 'full',
    words: { en: 'nothing that was committed', ko: '커밋된 것은 잃지 않음' },
  },
  alternatives: [
    {
      id: 'normal',
      words: { en: 'a power cut may take the last commits', ko: '정전 시 마지막 커밋을 잃을 수 있음' },
      env: { DURABILITY: 'normal' },
    },
  ],
};
