import type { Choice } from './choice.ts';

/**
 * Whether every call between contexts is written and read as a message would be, and carried by nobody. What lies between the
 * serialized monolith and the plain one is the price of serialization; what lies between it and the microservices is that of the rest.
 */
export const calls: Choice = {
  id: 'calls',
  about: {
    en: 'how contexts call each other in one process',
    ko: '한 프로세스 안에서 컨텍스트가 서로를 호출하는 방법',
  },
  bases: ['monolith'],
  default: { id: 'direct', words: { en: 'functions are called', ko: '함수 호출' } },
  alternatives: [
    {
      id: 'serialized',
      words: { en: 'calls serialized', ko: '호출 직렬화' },
      env: { CALLS: 'serialized' },
    },
  ],
};
