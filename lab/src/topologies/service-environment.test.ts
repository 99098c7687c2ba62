import { expect, test } from 'vitest';
import { serviceEnvironment, withSecret } from './service-environment.ts';

test("what the run sets comes before the defaults, and what is a process's own before both", () => {
  const settings = { runId: 'run-1', dataDir: '/data', env: { LOG_LEVEL: 'silent', WORKERS: '3' } };
  const spec = { name: 'monolith', entry: 'main.js', env: { WORKERS: '2', HOST: '127.0.0.2' } };
  expect(serviceEnvironment(settings, spec, 4000)).toMatchObject({
    LAB_RUN_ID: 'run-1',
    HOST: '127.0.0.2',
    PORT: '4000',
    WORKERS: '2',
    LOG_LEVEL: 'silent',
    DATA_DIR: '/data',
  });
});

test('a secret is made once per system, unless there is one', () => {
  expect(withSecret({}).JWT_SECRET).toHaveLength(64);
  expect(withSecret({}).JWT_SECRET).not.toBe(withSecret({}).JWT_SECRET);
  expect(withSecret({ JWT_SECRET: 'mine' }).JWT_SECRET).toBe('mine');
});
