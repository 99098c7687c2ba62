import { expect, test } from 'vitest';
import { diagnose, type Finding } from './diagnosis.ts';
import type { Examination } from './examination.ts';

const nothing: Examination = {
  system: 'linux 6.1',
  node: '20.19.0',
  npm: undefined,
  cpus: { usable: 2, model: 'a CPU' },
  memoryBytes: 2 ** 33,
  rabbitMq: {
    amqpUrl: undefined,
    server: undefined,
    docker: { missing: 'no docker on PATH' },
    installable: false,
  },
  amqpUrlProblem: undefined,
  k6: undefined,
  taskset: false,
  wakefulCpus: false,
  quotas: { missing: 'only Linux has CPU quotas for groups of processes' },
  pss: false,
};

function finding(seen: Examination, piece: string): Finding | undefined {
  return diagnose(seen).findings.find((candidate) => candidate.piece === piece);
}

test('without any source of RabbitMQ no run is possible, and every way to get one is listed', () => {
  expect(diagnose(nothing).possible).toBe(false);
  expect(finding(nothing, 'RabbitMQ')?.advice).toMatch(/AMQP_URL.*rabbitmq-server.*Docker.*Debian/);
});

test.each([
  ['rabbitmq-server', { server: '/usr/lib/rabbitmq/bin/rabbitmq-server' }, 'found'],
  ['a Docker engine', { docker: { version: '29.0' } }, 'found'],
  ['the right to install the package', { installable: true }, 'limited'],
  ['AMQP_URL', { amqpUrl: 'amqp://broker' }, 'found'],
] as const)('%s is enough for a run', (_name, source, state) => {
  const seen = { ...nothing, rabbitMq: { ...nothing.rabbitMq, ...source } };
  expect(diagnose(seen).possible).toBe(true);
  expect(finding(seen, 'RabbitMQ')?.state).toBe(state);
});

test('an AMQP_URL that does not answer counts as none, even beside an installed server', () => {
  const rabbitMq = {
    ...nothing.rabbitMq,
    amqpUrl: 'amqp://broker',
    server: '/usr/lib/rabbitmq/bin/rabbitmq-server',
  };
  expect(diagnose({ ...nothing, rabbitMq, amqpUrlProblem: 'ECONNREFUSED' }).possible).toBe(false);
});

test.each([
  ['18.20.4', 'missing'],
  ['20.18.9', 'missing'],
  ['20.19.0', 'found'],
  ['22.1.0', 'found'],
])('Node %s is %s', (node, state) => {
  expect(finding({ ...nothing, node }, 'Node.js')?.state).toBe(state);
});

test('k6 may come from Docker', () => {
  const seen = { ...nothing, rabbitMq: { ...nothing.rabbitMq, docker: { version: '29.0' } } };
  expect(finding(seen, 'k6')?.state).toBe('limited');
  expect(finding({ ...nothing, k6: 'k6 v2.0.0' }, 'k6')?.state).toBe('found');
});
