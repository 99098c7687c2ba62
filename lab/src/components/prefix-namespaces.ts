import type { Namespace, Server } from './component.ts';

/** Within so long what is left under a prefix is removed, or it is tried again later. */
export const FORGET_MS = 10_000;

/** What is done with the prefixes of a server. */
interface Prefixes {
  /** Environment of the services that work under a prefix. */
  readonly env: (prefix: string) => Readonly<Record<string, string>>;
  readonly entered?: (prefix: string) => void;
  /** Removes what is left under a prefix. */
  readonly leave: (prefix: string) => Promise<void>;
}

/** Namespaces within one server: prefixes that nobody else uses, e.g. `lab.<run>.1.`, `lab.<run>.2.`. */
export function prefixNamespaces(common: string, { env, entered, leave }: Prefixes) {
  const open = new Set<string>();
  let used = 0;
  // What cannot be removed now is tried again at the end, and is never a reason for a trial not to count.
  const leaveOne = async (prefix: string): Promise<void> => {
    if (!open.has(prefix)) return;
    await leave(prefix).then(
      () => open.delete(prefix),
      () => undefined,
    );
  };
  return {
    fresh: async (): Promise<Namespace> => {
      used += 1;
      const prefix = `${common}${used}.`;
      open.add(prefix);
      entered?.(prefix);
      return { env: env(prefix), leave: () => leaveOne(prefix) };
    },
    /** Leaves all that have not been left. Never throws. */
    leaveAll: async (): Promise<void> => {
      await Promise.all([...open].map(leaveOne));
    },
  };
}

/**
 * A prefix for each trial, in a server of the run's own. What lies under it goes with it, or each trial would run in a server that is larger
 * than at the last one.
 */
export const trialPrefixes = (
  env: Prefixes['env'],
  forget: (prefix: string, deadlineMs: number) => Promise<void>,
): Server['freshNamespace'] =>
  prefixNamespaces('trial.', { env, leave: (prefix) => forget(prefix, FORGET_MS) }).fresh;
