import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { acquire } from '../lab/src/components/acquire.ts';
import { COMPONENTS } from '../lab/src/components/registry.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * A RabbitMQ for the whole test run: `inject('amqpUrl')`. Test files share it, so each works under an
     * `AMQP_PREFIX` of its own: a random one.
     */
    amqpUrl: string;
  }
}

/** Finds or starts a RabbitMQ before the first system test, and ends it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const workDir = await mkdtemp(join(tmpdir(), 'lab-test-broker-'));
  const broker = await acquire(COMPONENTS.get('rabbitmq'), {
    workDir,
    runId: `tests-${process.pid}`,
    log: (line) => process.stderr.write(`${line}\n`),
    namespaces: 1,
  });
  const { AMQP_URL = '' } = (await broker.freshNamespace()).env;
  project.provide('amqpUrl', AMQP_URL);
  return async () => {
    await broker.release();
    await rm(workDir, { recursive: true, force: true });
  };
}
