import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import type { Interceptor } from '../offer.ts';
import type { ContextName } from '../stores.ts';
import { type Obstacle, takeEffect } from './effects.ts';
import { addressed, command, EDGE, type Fault, type FaultPlace, type Report } from './fault.ts';
import { Tally } from './tally.ts';

/** Makes contexts fail on demand. For experiments only. */
export interface Faults {
  /** Around a context: nothing, until a fault is injected into it. */
  readonly interceptor: Interceptor;
  /** For a process that has an edge: what each request meets there, until a fault is injected nothing; undefined where none can be. */
  atEdge(): Obstacle | undefined;
  /** Ends every fault, as a process does that is to end itself. */
  clear(): void;
}

/** Contexts as they are. */
export const NO_FAULTS: Faults = {
  interceptor: (_operation, next) => next,
  atEdge: () => undefined,
  clear: () => undefined,
};

/** The process in which the contexts live, as far as faults are concerned with it. */
export interface Host {
  readonly unitOfWork: UnitOfWork;
  /** Writes all data of a context anew, as they are, in the ambient transaction. */
  rewrite(context: ContextName): Promise<unknown>;
  /** Tells the process that injects faults. Resolves when the report has left this one; never rejects. */
  report(report: Report): Promise<void>;
  /** Ends the process at once, without a chance to tidy up. */
  die(): void;
  /** Told when a fault could not take effect. */
  onFailure(info: { readonly context: string; readonly kind: Fault['kind']; readonly error: unknown }): void;
}

interface Injected {
  readonly obstacle: Obstacle | undefined;
  end(): void;
}

/** The contexts of one process, and its edge if it has one, and the faults in them: one at a time in each. */
export class FaultInjection implements Faults {
  readonly #places = new Set<string>();
  readonly #injected = new Map<string, Injected>();

  constructor(private readonly host: Host) {}

  readonly interceptor: Interceptor = ({ context }, next) => {
    this.#places.add(context);
    return async (payload) => {
      await this.#injected.get(context)?.obstacle?.();
      return next(payload);
    };
  };

  atEdge(): Obstacle {
    this.#places.add(EDGE);
    return async () => this.#injected.get(EDGE)?.obstacle?.();
  }

  clear(): void {
    for (const { end } of this.#injected.values()) end();
    this.#injected.clear();
  }

  /** Does what a message asks for, and answers it. A message that is no command for faults is left alone. */
  async obey(message: unknown): Promise<void> {
    const parsed = command.safeParse(message);
    if (!parsed.success) {
      const to = addressed.safeParse(message);
      const reason = parsed.error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; ');
      if (to.success) await this.host.report({ type: 'fault-refused', id: to.data.id, reason });
      return;
    }
    const { data } = parsed;
    if (data.type === 'clear-faults') {
      this.clear();
      return this.host.report({ type: 'fault-cleared', id: data.id });
    }
    const reason = this.#reasonAgainst(data.context, data.fault);
    if (reason !== undefined) return this.host.report({ type: 'fault-refused', id: data.id, reason });
    this.#inject(data.context, data.fault);
    return this.host.report({ type: 'fault-armed', id: data.id });
  }

  #reasonAgainst(place: FaultPlace, { kind }: Fault): string | undefined {
    if (!this.#places.has(place)) return `${place} does not live in this process`;
    if (place === EDGE && kind === 'hold-writer')
      return `the ${EDGE} keeps no data, so it has no writer to hold`;
    return undefined;
  }

  /** In the place of the one that is there. */
  #inject(context: FaultPlace, fault: Fault): void {
    this.#injected.get(context)?.end();
    const { host } = this;
    const { kind } = fault;
    const tally = new Tally((count, at) => host.report({ type: 'fault-bit', context, kind, count, at }));
    const clearing = new AbortController();
    const obstacle = takeEffect(fault, {
      context,
      unitOfWork: host.unitOfWork,
      rewrite: () => (context === EDGE ? Promise.resolve() : host.rewrite(context)),
      bite: () => tally.add(),
      over: () => void host.report({ type: 'fault-over', context, kind, at: Date.now() }),
      die: () => host.die(),
      cleared: clearing.signal,
      onFailure: (error) => host.onFailure({ context, kind, error }),
    });
    const end = () => {
      clearing.abort();
      void tally.flush();
    };
    this.#injected.set(context, { obstacle, end });
  }
}
