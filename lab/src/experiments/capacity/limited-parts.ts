import { memoryKind, memoryOf } from '../../host/memory.ts';
import type { QuotaGroups } from '../../host/quotas/quota-groups.ts';
import type { ScaledPart } from './parts.ts';
import { UsageMeter } from './usage-meter.ts';

/** The parts of a running system, each instance in a group of its own, which has no limit to begin with. */
export class LimitedParts {
  readonly #kind = memoryKind();

  /** @throws when a process cannot be put into its group, e.g. because it is gone */
  constructor(
    readonly all: readonly ScaledPart[],
    private readonly groups: QuotaGroups,
  ) {
    for (const { name, pids } of this.#instances()) for (const pid of pids) groups.add(name, pid);
  }

  /** Gives every instance its quota. @throws when the kernel refuses it */
  limit(): void {
    for (const { name, quota } of this.#instances()) this.groups.limit(quota ?? undefined, [name]);
  }

  /** Removes all limits. Never throws. */
  lift(): void {
    this.groups.lift();
  }

  meter(): UsageMeter {
    return new UsageMeter(this.all, this.groups);
  }

  memory(): { process: string; bytes: number }[] {
    return memoryOf(this.all, this.#kind);
  }

  /** @throws when an instance is not the processes any more that it was, e.g. because a worker died and was replaced */
  requireSame(): void {
    for (const { name, pids } of this.#instances()) {
      const now = new Set(this.groups.pids(name));
      if (now.size !== pids.length || pids.some((pid) => !now.has(pid)))
        throw new Error(`${name} was ${pids.join(', ')} and became ${[...now].join(', ') || 'nothing'}`);
    }
  }

  #instances(): ScaledPart[] {
    return this.all.filter(({ quota }) => quota !== null);
  }
}
