import type { CodeBase } from './code-base.ts';
import type { Side } from './layout.ts';
import { CONTEXT_PACKAGES } from './move-modules.ts';
import type { Change } from './settings.ts';
import { CHANGED_CONTEXT } from './shop-sources.ts';

/** What has to be done after a change until it runs. */
export interface Task {
  /** The project that `tsc -b` is asked for; it checks, and if need be builds, all that it refers to. */
  readonly project: string;
  /** Packages that this may concern. */
  readonly packages: readonly string[];
  /** Folder whose tests are looked at. */
  readonly tests: string;
  /** Names of the processes that run the changed code. */
  readonly restarted: readonly string[];
}

/**
 * A change in one context is the work of the team that owns it: of the monolith's, which is everybody, or of the package's or the
 * service's, which builds and tests that alone, and restarts what runs it. What all share, and a first build, is the work of all teams.
 */
export function taskOf({ side, packages, processes }: CodeBase, change: Change): Task {
  const all = processes.map(({ name }) => name);
  if (change === 'clean' || change === 'domain-body' || change === 'domain-signature')
    return { project: '.', packages, tests: '.', restarted: all };
  const owned = ownedBy(side);
  return {
    project: owned,
    packages: [owned],
    tests: owned,
    restarted: change === 'no-op' ? [] : side === 'services' ? [CHANGED_CONTEXT] : all,
  };
}

/** The package of the team that changes the context. */
function ownedBy(side: Side): string {
  switch (side) {
    case 'monolith':
      return 'monolith';
    case 'monolith-packages':
      return `${CONTEXT_PACKAGES}/${CHANGED_CONTEXT}`;
    case 'services':
      return `microservices/${CHANGED_CONTEXT}`;
  }
}
