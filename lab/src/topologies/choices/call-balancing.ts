import type { Alternative, Choice } from './choice.ts';

const shared = (id: string, en: string, ko: string): Alternative => ({
  id,
  words: { en, ko },
  env: { CALLS_BALANCING: id },
});

/**
 * Which instance of a service gets a call, where no broker lies between: callers then choose. Over RabbitMQ instances compete for the next message,
 * and nobody chooses (ADR 71). The monolith's choice of the same name is another one: it has workers, and no calls.
 */
export const callBalancing: Choice = {
  id: 'balancing',
  about: {
    en: 'which instance of a service gets a call',
    ko: '서비스의 어느 인스턴스가 호출을 받는지',
  },
  bases: ['microservices'],
  needs: { transport: ['grpc', 'http', 'tcp'] },
  default: { id: 'round-robin', words: { en: 'instances in turns', ko: '인스턴스를 차례대로' } },
  alternatives: [
    shared('least-outstanding', 'the least busy instance', '처리 중인 호출이 가장 적은 인스턴스'),
    shared('two-choices', 'the less busy of two drawn instances', '무작위로 뽑은 둘 중 덜 바쁜 인스턴스'),
  ],
};
