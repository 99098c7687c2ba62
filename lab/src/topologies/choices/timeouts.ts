import type { Choice } from './choice.ts';

/** Whether callers give up waiting: what borders between processes are worth without timeouts. */
export const timeouts: Choice = {
  id: 'timeouts',
  about: { en: 'whether callers give up waiting', ko: '호출자가 기다리기를 포기하는지 여부' },
  bases: ['monolith', 'microservices'],
  default: { id: 'on', words: { en: 'callers give up in time', ko: '호출자가 제때 포기' } },
  alternatives: [
    {
      id: 'off',
      words: { en: 'callers wait for ever', ko: '호출자가 끝없이 대기' },
      env: { CALL_TIMEOUTS: 'off' },
    },
  ],
};
