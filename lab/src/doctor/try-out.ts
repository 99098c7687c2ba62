import { tmpdir } from 'node:os';
import type { ComponentKind } from '../components/component.ts';
import { COMPONENTS } from '../components/registry.ts';
import { findCpuQuotas } from '../host/quotas/find-quotas.ts';

/** What trying has found about a piece of the machine. */
export interface Tried {
  /** The doctor's id of the piece, e.g. `cpu-quotas`. */
  readonly id: string;
  readonly state: 'found' | 'missing';
  readonly found: string;
  readonly remedy?: string;
}

/**
 * Tries what looking cannot tell: whether control groups can be made, whether servers answer that the user has named. It is the part of
 * the doctor that takes the lab's own code; `lab/bin/doctor` has the rest, and calls this one where the lab is built.
 *
 * Starts nothing that outlives it and takes about five seconds at most.
 */
export function tryOut(env: NodeJS.ProcessEnv = process.env): Promise<Tried[]> {
  const named = COMPONENTS.all.flatMap((kind) => {
    const url = env[kind.urlVariable];
    return url ? [answerOf(kind, url)] : [];
  });
  return Promise.all([quotas(), ...named]);
}

async function quotas(): Promise<Tried> {
  const found = await findCpuQuotas();
  return 'missing' in found
    ? { id: 'cpu-quotas', state: 'missing', found: found.missing }
    : { id: 'cpu-quotas', state: 'found', found: found.description };
}

async function answerOf(kind: ComponentKind, url: string): Promise<Tried> {
  const { id, urlVariable } = kind;
  const options = { workDir: tmpdir(), runId: 'doctor', log: () => undefined, namespaces: 0 };
  try {
    const server = await kind.use(url, options);
    await server.release();
    return { id, state: 'found', found: `${urlVariable} is set; version ${server.version} answers` };
  } catch {
    const remedy = `start the server that ${urlVariable} names, or unset ${urlVariable}`;
    const found = `${urlVariable} is set, and nobody answers there`;
    return { id, state: 'missing', found, remedy };
  }
}
