import { expect, test } from 'vitest';
import { containerSpec } from './container.ts';

test('a container is published on the loopback interface only, labelled, and removed by name', () => {
  const kind = { id: 'rabbitmq', dockerImage: 'rabbitmq:3' };
  const image = { port: 5672, env: { DEFINITIONS: '{"password":"secret"}' }, script: 'exec rabbitmq-server' };
  const place = { runId: 'run 1', port: 40_001, workDir: '/w', log: '/w/log', cpus: '0-1' };
  const spec = containerSpec(kind, image, place);
  const line = spec.args.join(' ');
  expect(line).toContain('--publish 127.0.0.1:40001:5672');
  expect(line).toContain('--label lab.run-id=run 1');
  expect(line).toContain('--cpuset-cpus 0-1');
  // By name alone: whoever may list processes would read a value.
  expect(line).toContain('--env DEFINITIONS --');
  expect(spec.env).toMatchObject({ DEFINITIONS: '{"password":"secret"}', LAB_RUN_ID: 'run 1' });
  expect(line).not.toContain('secret');
  expect(line).toMatch(/rabbitmq:3 -c exec rabbitmq-server$/);
  expect(spec.farewell).toEqual(['docker', 'rm', '--force', '--volumes', 'lab-run-1-rabbitmq-40001']);
  expect(line).toContain('--name lab-run-1-rabbitmq-40001 ');
});
