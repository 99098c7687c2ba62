import type { ContextName } from '../stores.ts';
import type { Fault } from './fault.ts';
import type { AroundWrite } from './faults.ts';
import type { InjectedFault, InjectedFaults } from './injected.ts';

/** Writes that a fault may hold between their context's decision and the write itself. */
export class HeldWrites {
  readonly #contexts = new Set<string>();
  /** Those that have held a write: a fault holds one. */
  readonly #met = new WeakSet<InjectedFault>();

  constructor(private readonly injected: Pick<InjectedFaults, 'in'>) {}

  around(context: ContextName): AroundWrite {
    this.#contexts.add(context);
    return async (write) => {
      const fault = this.injected.in(context);
      if (fault?.kind !== 'hold' || this.#met.has(fault)) return write();
      this.#met.add(fault);
      await fault.obstacle?.();
      try {
        return await write();
      } finally {
        fault.over();
      }
    };
  }

  /** Why a fault cannot be where it is asked for; undefined where it can. */
  reasonAgainst(place: string, { kind }: Fault): string | undefined {
    return kind === 'hold' && !this.#contexts.has(place) ? `writes of ${place} cannot be held` : undefined;
  }
}
