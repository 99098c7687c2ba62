import type { ProcessSpec, Topology } from './topology.ts';

const service = (name: string): ProcessSpec => ({ name, entry: `microservices/${name}/dist/main.js` });

/** A gateway and six services, a process and a database each, linked by RabbitMQ. */
export const microservices: Topology = {
  id: 'microservices',
  title: 'Microservices',
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
};
