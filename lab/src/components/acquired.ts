import type { Part } from '../host/memory.ts';
import { allOrNone } from '../host/processes/all-or-none.ts';
import { acquire } from './acquire.ts';
import type { AcquireOptions, Component, Namespace } from './component.ts';
import { COMPONENTS } from './registry.ts';

/** What of an arm says which components it needs. */
interface Needs {
  readonly components: readonly string[];
}

/** The components of a run, of all of its arms together. */
export class AcquiredComponents {
  readonly #components: readonly Component[];

  /** @param components none for a run whose arms need none */
  constructor(components: readonly Component[] = []) {
    this.#components = components;
  }

  /** Those that an arm uses. @throws when one of them was not acquired */
  of({ components }: Needs): Component[] {
    return components.map((id) => {
      const found = this.#components.find((component) => component.id === id);
      if (!found) throw new Error(`${id} was not acquired`);
      return found;
    });
  }

  /** A fresh namespace in every component that an arm uses, as one. */
  async freshNamespace(arm: Needs): Promise<Namespace> {
    const namespaces: Namespace[] = [];
    for (const component of this.of(arm)) namespaces.push(await component.freshNamespace());
    return {
      env: Object.assign({}, ...namespaces.map(({ env }) => env)),
      leave: async () => {
        await Promise.all(namespaces.map((namespace) => namespace.leave()));
      },
      check: async (requests) =>
        (await Promise.all(namespaces.map(({ check }) => check?.(requests) ?? []))).flat(),
    };
  }

  /** What an arm's components add to the processes whose CPU time and memory are its own. */
  partsOf(arm: Needs): Part[] {
    return this.of(arm).map((component) => ({ name: component.id, pids: component.pids() }));
  }

  /** Names of those whose processes cannot be seen. */
  get unseen(): string[] {
    return this.#components.filter((component) => component.pids().length === 0).map(({ name }) => name);
  }

  /** For the manifest. */
  get told(): { name: string; origin: string; version: string }[] {
    return this.#components.map(({ name, origin, version }) => ({ name, origin, version }));
  }

  /** Never throws; safe to call twice. */
  async release(): Promise<void> {
    await Promise.all(this.#components.map((component) => component.release()));
  }
}

/**
 * Acquires components side by side.
 *
 * @param namespaces how many namespaces will be asked for, by the component's id
 * @throws {UnavailableComponent} when one of them is not to be had; the others are released before
 */
export async function acquireComponents(
  namespaces: ReadonlyMap<string, number>,
  options: Omit<AcquireOptions, 'namespaces'>,
): Promise<AcquiredComponents> {
  const found = new Map<string, Component>();
  const tasks = [...namespaces].map(([id, count]) => async (signal: AbortSignal) => {
    found.set(id, await acquire(COMPONENTS.get(id), { ...options, namespaces: count, signal }));
  });
  const acquired = () => new AcquiredComponents([...namespaces.keys()].flatMap((id) => found.get(id) ?? []));
  try {
    await allOrNone(tasks, options.signal);
    return acquired();
  } catch (error) {
    await acquired().release();
    throw error;
  }
}
