import type { Choice } from './choice.ts';

/**
 * What carries events between services. Calls go over RabbitMQ either way. Kafka promises as much as RabbitMQ does when each event is on the disk
 * before it counts as published; as it comes, it leaves that to the operating system (ADR 65).
 */
export const events: Choice = {
  id: 'events',
  about: { en: 'what carries events between services', ko: '서비스 사이에서 이벤트를 전달하는 브로커' },
  bases: ['microservices'],
  default: { id: 'rabbitmq', words: { en: 'events over RabbitMQ', ko: 'RabbitMQ로 이벤트 전달' } },
  alternatives: [
    {
      id: 'kafka',
      words: { en: 'events over Kafka', ko: 'Kafka로 이벤트 전달' },
      env: { EVENTS: 'kafka' },
      components: ['kafka'],
    },
    {
      id: 'kafka-unflushed',
      words: {
        en: 'events over Kafka, flushed by the system',
        ko: 'Kafka로 이벤트 전달(디스크 동기화는 운영체제에 맡김)',
      },
      env: { EVENTS: 'kafka', KAFKA_FLUSH: 'system' },
      components: ['kafka'],
    },
  ],
};
