import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { commandOf } from '@lab/lab/topologies/command-of';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { ConfigError, readSettings } from '@lab/shared-domain/adapters/process/config';
import { inboxSettings } from '@lab/shared-domain/adapters/process/inbox-settings';
import { beforeEach, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { OTHER_STACKS, type OtherStack, whyNoStack } from '../other-stacks.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What the stack's own tools are asked, in the folder of the sources. They say nothing of sources that they like. */
const ASKED: Readonly<Record<OtherStack, readonly (readonly [program: string, ...args: string[]])[]>> = {
  go: [
    ['gofmt', '-l', '.'],
    // Without what would look through all libraries first, for half a minute.
    ['go', 'vet', '-trimpath', '-printf=false', '-lostcancel=false', '-unusedresult=false', '.'],
  ],
  python: [['dist/venv/bin/python', '-m', 'compileall', '-q', '-x', 'dist', '.']],
};

/** The settings that a refusal to start names. */
const namedIn = (refusal: string) =>
  [...new Set([...refusal.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name))].toSorted();

/** Those of these settings that services in Nest refuse. */
function refusedByNest(env: Readonly<Record<string, string>>) {
  try {
    readSettings(inboxSettings, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return namedIn(error.message);
    throw error;
  }
}

describe.each(OTHER_STACKS)('recommendations on the stack %s', (stack) => {
  beforeEach((context) => skipLoudly(context, whyNoStack(stack)));

  it.each(ASKED[stack])('have sources that %s %s accepts', (program, ...args) => {
    const cwd = resolve(ROOT, `microservices/recommendations-${stack}`);
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 120_000 });
    expect({ status, said: stdout + stderr }).toEqual({
      status: 0,
      said: '',
    });
  });

  /** Starts it with settings that it refuses. @returns those that it names */
  function refusedBy(settings: Readonly<Record<string, string>>) {
    const [spec] = topologyOf(`microservices+stack=${stack}`).processes.filter(
      ({ name }) => name === 'recommendations',
    );
    const [program, ...args] = commandOf(spec as NonNullable<typeof spec>, ROOT);
    const env = { PATH: process.env.PATH ?? '', ...settings };
    const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8', timeout: 30_000 });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    return namedIn(stderr);
  }

  it('refuse to start with what they cannot do, and name all of it', () => {
    const named = refusedBy({
      ...{ TRANSPORT: 'grpc', EVENTS: 'kafka', FAULT_INJECTION: 'on', FLAW: 'no-idempotency' },
      ...{ DUTIES: 'services', SHOP_SEED: '1', PORT: 'x', AMQP_URL: 'http://x' },
    });
    const wrong = 'AMQP_URL DUTIES EVENTS FAULT_INJECTION FLAW PORT SHOP_SEED TRANSPORT';
    expect(named.join(' ')).toBe(wrong);
  });

  it.each([
    ...['30', '30\r', ' 30 ', '3e1', '+3.E+1', '1e-9', '.5', '0', '-1', '70000', '1e999'],
    ...['x', '3 0', '1_0', '3e', 'NaN', 'Infinity', '٣'],
  ])('take %j for a number where the service in Nest does', (value) => {
    const numbers = { PORT: value, INBOX_RETENTION_DAYS: value };
    // Another transport keeps it from starting where it refuses neither.
    expect(refusedBy({ ...numbers, TRANSPORT: 'grpc' })).toEqual([...refusedByNest(numbers), 'TRANSPORT']);
  });
});
