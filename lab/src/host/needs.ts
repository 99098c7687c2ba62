import { Registry } from '../registry/registry.ts';
import { acquireGuardian } from './processes/guardian.ts';
import { findCpuQuotas } from './quotas/find-quotas.ts';

/** What a kind of experiment may need of the machine beyond what every run needs. */
export interface HostNeed {
  /** As kinds, `needs.json` and the doctor name it. */
  readonly id: string;
  readonly name: string;
  readonly remedy: string;
  /** Tries whether the machine has it: what it has, or why it does not. */
  readonly look: () => Promise<{ readonly found: string } | { readonly missing: string }>;
}

const cpuQuotas: HostNeed = {
  id: 'cpu-quotas',
  name: 'CPU quotas',
  remedy: 'run it as root on Linux, or in a control group that is delegated to you',
  look: async () => {
    const guardian = acquireGuardian(`needs-${process.pid}`);
    try {
      const quotas = await findCpuQuotas(guardian);
      return 'missing' in quotas ? quotas : { found: quotas.description };
    } finally {
      await guardian.release();
    }
  },
};

/** All that kinds may ask for. A run and the doctor look for the same. */
export const HOST_NEEDS = new Registry<HostNeed>({ en: 'need of the machine', ko: '머신의 요구 사항' }, [
  cpuQuotas,
]);

/** This machine, or this user of it, lacks what an experiment needs: exit code 3. */
export class UnsuitableHost extends Error {
  constructor(what: string, { name, remedy }: Pick<HostNeed, 'name' | 'remedy'>, problem: string) {
    super(`${what} cannot run here: no ${name} (${problem}).\nTo make it possible, ${remedy}.`);
    this.name = 'UnsuitableHost';
  }
}

/**
 * Asks for what an experiment needs, before it starts anything.
 *
 * @param what for messages, e.g. the scenario's id
 * @param ids of needs
 * @throws {UnsuitableHost} with the remedy; {UsageError} when nobody knows such a need
 */
export async function requireOfHost(
  what: string,
  ids: readonly string[],
  needs: Registry<HostNeed> = HOST_NEEDS,
): Promise<void> {
  for (const need of ids.map((id) => needs.get(id))) {
    const seen = await need.look();
    if ('missing' in seen) throw new UnsuitableHost(what, need, seen.missing);
  }
}
