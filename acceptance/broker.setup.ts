import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { acquire } from '../lab/src/components/acquire.ts';
import { COMPONENTS } from '../lab/src/components/registry.ts';
import { acquireGuardian } from '../lab/src/host/processes/guardian.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * A RabbitMQ for the whole test run: `inject('amqpUrl')`. Test files share it, so each works under an
     * `AMQP_PREFIX` of its own: a random one.
     */
    amqpUrl: string;
    /** Databases that are filled once for the whole test run, and copied; see `copySeededData`. */
    seededDataDir: string;
  }
}

/**
 * Finds or starts a RabbitMQ before the first system test, and ends it after the last. Not even tests that are killed leave their folders.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runId = `tests-${process.pid}`;
  const guardian = acquireGuardian(runId);
  const folder = async (name: string) => {
    const made = await mkdtemp(join(tmpdir(), name));
    guardian.watchFolder(made);
    return made;
  };
  const workDir = await folder('lab-test-broker-');
  const broker = await acquire(COMPONENTS.get('rabbitmq'), {
    workDir,
    runId,
    log: ({ en }) => process.stderr.write(`${en}\n`),
    namespaces: 1,
  });
  const { AMQP_URL = '' } = (await broker.freshNamespace()).env;
  project.provide('amqpUrl', AMQP_URL);
  const seeded = await folder('lab-test-data-');
  project.provide('seededDataDir', seeded);
  return async () => {
    await broker.release();
    for (const made of [workDir, seeded]) await rm(made, { recursive: true, force: true });
    await guardian.release();
  };
}
