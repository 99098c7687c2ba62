import { expect, test } from 'vitest';
import { topologyOf } from './topology-of.ts';
import { withAddresses } from './with-addresses.ts';

const envOf = (text: string) => {
  const topology = topologyOf(text);
  const ports = topology.processes.map((_, index) => 4_001 + index);
  return new Map(withAddresses(topology, ports).map(({ name, env }) => [name, env]));
};

test('every process has a port of its own and knows where all others take calls', () => {
  const env = envOf('microservices+transport=http+recommendations=2');
  expect(env.get('orders')).toMatchObject({
    TRANSPORT: 'http',
    CALLS_PORT: '4004',
    CALLS_CATALOG: '127.0.0.1:4002',
    CALLS_RECOMMENDATIONS: '127.0.0.1:4007,127.0.0.1:4008',
  });
  expect(env.get('recommendations-2')).toMatchObject({
    CALLS_PORT: '4008',
    CALLS_ORDERS: '127.0.0.1:4004',
  });
});

test('processes that a broker links know of no addresses', () => {
  expect(JSON.stringify([...envOf('microservices')])).not.toContain('CALLS_');
});
