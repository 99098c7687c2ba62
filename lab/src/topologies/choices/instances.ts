import { microservices } from '../bases/microservices.ts';
import type { Choice } from './choice.ts';

/**
 * Two instances of each service behind the gateway. Those of one service consume from the same queues and share a database: a request, an
 * event or a saga is one's or the other's. What must hold then is in ADR 31.
 */
export const instances: Choice = {
  id: 'instances',
  about: { en: 'instances of each service', ko: '서비스마다 인스턴스 수' },
  bases: ['microservices'],
  default: { id: '1', words: { en: 'one of each service', ko: '서비스마다 하나' } },
  alternatives: [
    {
      id: '2',
      words: { en: 'two of each service', ko: '서비스마다 둘' },
      instances: Object.fromEntries(microservices.replicable.map((name) => [name, 2])),
    },
  ],
};
