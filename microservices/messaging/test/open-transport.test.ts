import { readSettings } from '@lab/shared-domain/adapters/process/config';
import { expect, it } from 'vitest';
import { transportSettings } from '../src/open-transport.ts';

const read = (env: NodeJS.ProcessEnv) => readSettings(transportSettings, env);

it('is RabbitMQ on this machine unless told otherwise', () => {
  expect(read({})).toMatchObject({
    TRANSPORT: 'rabbitmq',
    EVENTS: 'rabbitmq',
    AMQP_URL: 'amqp://127.0.0.1:5672',
  });
});

it.each([
  ['TRANSPORT', 'pigeons'],
  ['AMQP_URL', 'http://x'],
  ['AMQP_PREFIX', 'no queue has this name'],
  ['EVENTS', 'pigeons'],
  ['KAFKA_URL', 'http://x'],
  ['KAFKA_PREFIX', 'no topic has this name'],
  ['KAFKA_FLUSH', 'never'],
])('refuses %s=%s, by name', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(name);
});
