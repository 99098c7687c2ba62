import type { Alternative, Choice } from './choice.ts';

/** No server between caller and callee. Each process takes calls on a port of its own, and all know the addresses of all. */
const direct = (id: string, en: string, ko: string): Alternative => ({
  id,
  words: { en, ko },
  env: { TRANSPORT: id },
  addresses: true,
});

/** What carries calls between the services. Events stay where they are, so an arm differs from its base by its calls alone (ADR 63). */
export const transport: Choice = {
  id: 'transport',
  about: { en: 'what carries calls between services', ko: '서비스 간 호출을 전달하는 방식' },
  bases: ['microservices'],
  default: { id: 'rabbitmq', words: { en: 'calls over RabbitMQ', ko: 'RabbitMQ로 호출' } },
  alternatives: [
    direct('grpc', 'calls over gRPC', 'gRPC로 호출'),
    direct('http', 'calls over HTTP and JSON', 'HTTP와 JSON으로 호출'),
    direct('tcp', 'calls over TCP and JSON', 'TCP와 JSON으로 호출'),
  ],
};
