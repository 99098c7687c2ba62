import { randomBytes } from 'node:crypto';
import { createScratch } from '@lab/lab/host/processes/scratch';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { say } from './printed.ts';
import type { Namespace } from './rpc.ts';
import { withServer } from './with-server.ts';

/**
 * A RabbitMQ for a program that is no part of `make bench`, for as long as `work` takes.
 *
 * @returns in a sentence why it is not to be had, where it is not
 */
export async function inRabbitMq(
  signal: AbortSignal,
  work: (namespace: Namespace) => Promise<void>,
): Promise<string | undefined> {
  const scratch = await createScratch(PROJECT_ROOT, 'bench');
  try {
    const runId = `bench-${randomBytes(4).toString('hex')}`;
    const log = ({ en }: { readonly en: string }) => say(en);
    return await withServer('rabbitmq', { workDir: scratch.path, runId, log, signal }, async (freshPlace) => {
      const { AMQP_URL = '', AMQP_PREFIX = '' } = await freshPlace();
      await work({ AMQP_URL, AMQP_PREFIX });
    });
  } finally {
    await scratch.remove();
  }
}
