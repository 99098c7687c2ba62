import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outage } from '@lab/lab/components/component';
import { COMPONENTS } from '@lab/lab/components/registry';

/** A server that a test has for itself, so that it may kill it. */
export interface OwnServer {
  readonly outage: Outage;
  /** Environment of processes that work in it, each time in a fresh place. */
  place(): Promise<Readonly<Record<string, string>>>;
  release(): Promise<void>;
}

/** Why a test that needs a server of its own cannot have it; undefined where it can. @param id of a component */
export async function whyNoOwn(id: string): Promise<string | undefined> {
  const { name, find, build } = COMPONENTS.get(id);
  if (await find()) return undefined;
  return `no ${name} on this machine${build === undefined ? '' : ` (${build})`}`;
}

/** Starts a server for one test, or one file of tests. @throws when there is none on this machine, see {@link whyNoOwn} */
export async function startOwnServer(id: string): Promise<OwnServer> {
  const kind = COMPONENTS.get(id);
  const program = await kind.find();
  if (program === undefined) throw new Error(`no ${kind.name} on this machine`);
  const workDir = await mkdtemp(join(tmpdir(), `own-${id}-`));
  const runId = `own-${process.pid}-${randomUUID().slice(0, 8)}`;
  const discard = () => rm(workDir, { recursive: true, force: true });
  try {
    const options = { workDir, runId, namespaces: 1, log: () => undefined };
    const server = await kind.startPrivately(program, options);
    const { outage } = server;
    if (outage === undefined) throw new Error(`${kind.name} cannot be killed`);
    return {
      outage,
      place: async () => (await server.freshNamespace()).env,
      async release() {
        await server.release();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}
