import { type ComponentKind, MissingComponent } from '../components/component.ts';
import type { ComponentFacts } from '../components/facts.ts';
import { askNamedServer } from '../components/named-server.ts';
import { COMPONENTS } from '../components/registry.ts';
import { HOST_NEEDS, type HostNeed } from '../host/needs.ts';

/** What trying has found about a piece of the machine. */
export interface Tried {
  /** The doctor's id of the piece, e.g. `cpu-quotas`. */
  readonly id: string;
  /** For a piece that the doctor may not know. */
  readonly name: string;
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
  return Promise.all([
    ...HOST_NEEDS.all.map(triedNeed),
    ...named.map((kind) => answerOf(kind, env[kind.urlVariable] ?? '')),
  ]);
}

/** The components of the registry, for a doctor that cannot load it. */
export const registeredComponents = (): readonly ComponentFacts[] => COMPONENTS.all;

async function triedNeed({ id, name, remedy, look }: HostNeed): Promise<Tried> {
  const seen = await look().catch((error: unknown) => ({
    missing: `could not be tried: ${error instanceof Error ? error.message : error}`,
  }));
  return 'missing' in seen
    ? { id, name, state: 'missing', found: seen.missing, remedy }
    : { id, name, state: 'found', found: seen.found };
}

/** Asks the server that the user has named. */
async function answerOf(kind: ComponentKind, url: string): Promise<Tried> {
  const { id, name, urlVariable } = kind;
  try {
    const { version } = await askNamedServer(kind, url);
    return { id, name, state: 'found', found: `${urlVariable} is set, and version ${version} answers` };
  } catch (error) {
    const missing = { id, name, state: 'missing' } as const;
    if (error instanceof MissingComponent) {
      const found = `${urlVariable} is set, but nobody answers there`;
      return { ...missing, found, remedy: error.remedies.join(', ') };
    }
    const found = error instanceof Error ? error.message : String(error);
    return { ...missing, found, remedy: `correct ${urlVariable}, or unset it` };
  }
}
