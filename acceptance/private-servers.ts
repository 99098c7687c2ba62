import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from '@lab/lab/components/component';
import { COMPONENTS } from '@lab/lab/components/registry';

/** A server of a test's own, which no other test uses. */
export interface PrivateServer extends Server {
  readonly id: string;
}

/**
 * Starts a server privately, if its program is on this machine.
 *
 * @param id of the component
 * @returns why not, in a sentence, where it is not
 */
export async function startOwnServer(id: string): Promise<PrivateServer | string> {
  const kind = COMPONENTS.get(id);
  const program = await kind.find();
  if (program === undefined) return `no ${kind.name} on this machine`;
  const workDir = await mkdtemp(join(tmpdir(), `test ${id} `));
  const discard = () => rm(workDir, { recursive: true, force: true });
  const runId = `own-${process.pid}-${randomUUID().slice(0, 8)}`;
  try {
    const server = await kind.startPrivately(program, {
      workDir,
      runId,
      namespaces: 1,
      log: () => undefined,
    });
    return {
      ...server,
      id,
      release: async () => {
        await server.release();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}
