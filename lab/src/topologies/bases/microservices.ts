import type { ProcessSpec } from '../topology.ts';
import type { Base } from './base.ts';

const service = (name: string): ProcessSpec => ({ name, entry: `microservices/${name}/dist/program.js` });

/** A gateway and six services, a process and a database each, linked by RabbitMQ. */
export const microservices: Base = {
  id: 'microservices',
  title: { en: 'Microservices', ko: '마이크로서비스' },
  about: {
    en: 'a gateway and six services, a process and a database each, linked by RabbitMQ',
    ko: '게이트웨이와 여섯 서비스, 서비스마다 프로세스와 데이터베이스, RabbitMQ로 연결',
  },
  processes: [
    service('gateway'),
    service('catalog'),
    service('inventory'),
    service('orders'),
    service('payments'),
    service('notifications'),
    service('recommendations'),
  ],
  edge: 'gateway',
  components: ['rabbitmq'],
  replicable: ['catalog', 'inventory', 'orders', 'payments', 'notifications', 'recommendations'],
};
