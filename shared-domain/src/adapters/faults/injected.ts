import { type Obstacle, takeEffect } from './effects.ts';
import { EDGE, type Fault, type FaultPlace, type Moment } from './fault.ts';
import type { Host } from './faults.ts';
import { Tally } from './tally.ts';

/** A fault in its place. */
export interface InjectedFault {
  readonly kind: Fault['kind'];
  readonly obstacle: Obstacle | undefined;
  /** Where alone it is met; at every call without. */
  readonly at: { readonly point: string; readonly moment: Moment } | undefined;
  /** Says that it is over by itself. */
  over(): void;
  end(): void;
}

/** The faults of a process: one at a time in each context, and at its edge. */
export class InjectedFaults {
  readonly #faults = new Map<string, InjectedFault>();

  constructor(private readonly host: Host) {}

  in(place: string): InjectedFault | undefined {
    return this.#faults.get(place);
  }

  /** In the place of the one that is there. */
  inject(context: FaultPlace, fault: Fault): void {
    this.#faults.get(context)?.end();
    const { host } = this;
    const { kind } = fault;
    const tally = new Tally((count, at) => host.report({ type: 'fault-bit', context, kind, count, at }));
    const clearing = new AbortController();
    const over = () => void host.report({ type: 'fault-over', context, kind, at: Date.now() });
    const obstacle = takeEffect(fault, {
      context,
      unitOfWork: host.unitOfWork,
      rewrite: () => (context === EDGE ? Promise.resolve() : host.rewrite(context)),
      bite: () => tally.add(),
      over,
      die: () => host.die(),
      cleared: clearing.signal,
      onFailure: (error) => host.onFailure({ context, kind, error }),
    });
    const end = () => {
      clearing.abort();
      void tally.flush();
    };
    const at = 'point' in fault ? { point: fault.point, moment: fault.moment } : undefined;
    this.#faults.set(context, { kind, obstacle, at, over, end });
  }

  clear(): void {
    for (const { end } of this.#faults.values()) end();
    this.#faults.clear();
  }
}
