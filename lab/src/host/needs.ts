import { acquireGuardian } from './processes/guardian.ts';
import { findCpuQuotas } from './quotas/find-quotas.ts';

/** What a kind of experiment may need of the machine beyond what every run needs: the doctor's ids, and words of `needs.json`. */
export type HostNeed = 'cpu-quotas';

interface Check {
  readonly name: string;
  readonly remedy: string;
  /** @returns why this machine does not have it */
  readonly problem: () => Promise<string | undefined>;
}

const CHECKS: Readonly<Record<HostNeed, Check>> = {
  'cpu-quotas': {
    name: 'CPU quotas',
    remedy: 'run it as root on Linux, or in a control group that is delegated to you',
    problem: async () => {
      const guardian = acquireGuardian(`needs-${process.pid}`);
      try {
        const found = await findCpuQuotas(guardian);
        return 'missing' in found ? found.missing : undefined;
      } finally {
        await guardian.release();
      }
    },
  },
};

/** This machine, or this user of it, lacks what an experiment needs: exit code 3. */
export class UnsuitableHost extends Error {
  constructor(what: string, { name, remedy }: Pick<Check, 'name' | 'remedy'>, problem: string) {
    super(`${what} cannot run here: no ${name} (${problem}).\nTo make it possible, ${remedy}.`);
    this.name = 'UnsuitableHost';
  }
}

/**
 * Asks for what an experiment needs, before it starts anything.
 *
 * @param what for messages, e.g. the scenario's id
 * @throws {UnsuitableHost} with the remedy
 */
export async function requireOfHost(
  what: string,
  needs: readonly HostNeed[],
  checks: Readonly<Record<HostNeed, Check>> = CHECKS,
): Promise<void> {
  for (const need of needs) {
    const problem = await checks[need].problem();
    if (problem !== undefined) throw new UnsuitableHost(what, checks[need], problem);
  }
}
