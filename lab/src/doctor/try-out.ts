import { type ComponentKind, MissingComponent } from '../components/component.ts';
import { askNamedServer } from '../components/named-server.ts';
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
  const named = COMPONENTS.all.filter(({ urlVariable }) => env[urlVariable]);
  return Promise.all([quotas(), ...named.map((kind) => answerOf(kind, env[kind.urlVariable] ?? ''))]);
}

async function quotas(): Promise<Tried> {
  const found = await findCpuQuotas();
  return 'missing' in found
    ? { id: 'cpu-quotas', state: 'missing', found: found.missing }
    : { id: 'cpu-quotas', state: 'found', found: found.description };
}

/** Asks the server that the user has named. */
async function answerOf(kind: ComponentKind, url: string): Promise<Tried> {
  const { id, urlVariable } = kind;
  try {
    const { version } = await askNamedServer(kind, url);
    return { id, state: 'found', found: `${urlVariable} is set, and version ${version} answers` };
  } catch (error) {
    const found = `${urlVariable} is set, but that server cannot be used`;
    return { id, state: 'missing', found, remedy: remedyOf(error) };
  }
}

function remedyOf(error: unknown): string {
  if (error instanceof MissingComponent) return error.remedies.join(', ');
  return error instanceof Error ? error.message : String(error);
}
