import { expect, test } from 'vitest';
import { runEnvironment } from './run-environment.ts';

test("nothing of the user's shell is inherited but where programs and files are", () => {
  const own = {
    PATH: '/bin',
    HOME: '/home/a',
    NODE_OPTIONS: '--inspect',
    RABBITMQ_NODENAME: 'x',
    AMQP_URL: 'y',
  };
  const { LANG, ...rest } = runEnvironment('run-1', own, 42);
  expect(rest).toEqual({ PATH: '/bin', HOME: '/home/a', LAB_RUN_ID: 'run-1', LAB_OWNER_PID: '42' });
  expect(LANG).toMatch(/UTF-8$/);
});
