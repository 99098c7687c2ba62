import { randomBytes } from 'node:crypto';
import { createScratch } from '@lab/lab/host/processes/scratch';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { say } from './printed.ts';
import { type Environment, withServer } from './with-server.ts';

/**
 * A server for a program that is no part of `make bench`, for as long as `work` takes.
 *
 * @param id of its component
 * @returns in a sentence why it is not to be had, where it is not
 */
export async function inServer(
  id: string,
  signal: AbortSignal,
  work: (place: Environment) => Promise<void>,
): Promise<string | undefined> {
  const scratch = await createScratch(PROJECT_ROOT, 'bench');
  try {
    const runId = `bench-${randomBytes(4).toString('hex')}`;
    const log = ({ en }: { readonly en: string }) => say(en);
    const options = { workDir: scratch.path, runId, log, signal };
    return await withServer(id, options, async (freshPlace) => work(await freshPlace()));
  } finally {
    await scratch.remove();
  }
}
