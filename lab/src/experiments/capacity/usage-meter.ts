import { preciseCpuSecondsOf } from '../../host/cpu.ts';
import type { QuotaGroups } from '../../host/quotas/quota-groups.ts';
import type { ScaledPart } from './parts.ts';
import type { PartUsage } from './record.ts';

interface Reading {
  readonly at: number;
  readonly parts: readonly {
    readonly cpuSeconds: number;
    readonly periods: number;
    readonly throttled: number;
  }[];
}

/** What the parts of an arm used between two moments. */
interface Usage {
  readonly seconds: number;
  readonly parts: readonly PartUsage[];
}

/** Reads what the parts of an arm use. */
export class UsageMeter {
  #before: Reading | undefined;

  /** @param parts all alive from here on */
  constructor(
    private readonly parts: readonly ScaledPart[],
    private readonly groups: Pick<QuotaGroups, 'throttling'>,
    private readonly now: () => number = () => performance.now(),
    private readonly cpuSecondsOf: (pids: readonly number[]) => number = preciseCpuSecondsOf,
  ) {}

  start(): void {
    this.#before = this.#read();
  }

  /** Since it was started last. @throws when it was not */
  usage(): Usage {
    const before = this.#before;
    if (!before) throw new Error('the meter was not started');
    const after = this.#read();
    const seconds = (after.at - before.at) / 1000;
    const parts = this.parts.map(({ name, role, quota }, index) => {
      const then = before.parts[index] ?? { cpuSeconds: 0, periods: 0, throttled: 0 };
      const now = after.parts[index] ?? then;
      const periods = now.periods - then.periods;
      return {
        name,
        role,
        quota,
        cpus: (now.cpuSeconds - then.cpuSeconds) / seconds,
        throttled: quota === null ? null : (now.throttled - then.throttled) / Math.max(1, periods),
      };
    });
    return { seconds, parts };
  }

  #read(): Reading {
    const parts = this.parts.map(({ name, quota, pids }) => {
      const { periods, throttled } =
        quota === null ? { periods: 0, throttled: 0 } : this.groups.throttling(name);
      return { cpuSeconds: this.cpuSecondsOf(pids), periods, throttled };
    });
    return { at: this.now(), parts };
  }
}
