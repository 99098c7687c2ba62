import type { BusinessProcessRunner } from '../../kernel/business-process.ts';
import type { Outbox } from '../../kernel/events.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import type { Interceptor } from '../offer.ts';
import type { ContextName } from '../stores.ts';
import type { Obstacle } from './effects.ts';
import { addressed, command, EDGE, type Fault, type FaultPlace } from './fault.ts';
import type { AroundWrite, Faults, Host } from './faults.ts';
import { HeldWrites } from './held-writes.ts';
import { InjectedFaults } from './injected.ts';
import { Points } from './points.ts';

/** The contexts of one process, and its edge if it has one, and the faults in them: one at a time in each. */
export class FaultInjection implements Faults {
  readonly #places = new Set<string>();
  readonly #injected: InjectedFaults;
  readonly #points: Points;
  readonly #writes: HeldWrites;

  constructor(private readonly host: Host) {
    this.#injected = new InjectedFaults(host);
    this.#points = new Points(this.#injected, host.unitOfWork);
    this.#writes = new HeldWrites(this.#injected);
  }

  readonly interceptor: Interceptor = ({ context, pattern }, next) => {
    this.#places.add(context);
    this.#points.addOperation(context, pattern);
    return async (payload) => {
      const fault = this.#injected.in(context);
      if (fault?.kind === 'hold') return next(payload);
      if (fault?.at === undefined) await fault?.obstacle?.();
      else if (fault.at.point === pattern) return this.#points.commit(context, pattern, () => next(payload));
      return next(payload);
    };
  };

  steps(context: ContextName, runner: BusinessProcessRunner): BusinessProcessRunner {
    return this.#points.steps(context, runner);
  }

  outbox(context: string, outbox: Outbox): Outbox {
    return this.#points.outbox(context, outbox);
  }

  inbox(context: string, unitOfWork: UnitOfWork): UnitOfWork {
    return this.#points.inbox(context, unitOfWork);
  }

  atEdge(): Obstacle {
    this.#places.add(EDGE);
    return async () => this.#injected.in(EDGE)?.obstacle?.();
  }

  aroundWrite(context: ContextName): AroundWrite {
    return this.#writes.around(context);
  }

  clear(): void {
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
    this.#injected.inject(data.context, data.fault);
    return this.host.report({ type: 'fault-armed', id: data.id });
  }

  #reasonAgainst(place: FaultPlace, fault: Fault): string | undefined {
    if (!this.#places.has(place)) return `${place} does not live in this process`;
    if (place === EDGE && fault.kind === 'hold-writer')
      return `the ${EDGE} keeps no data, so it has no writer to hold`;
    return this.#writes.reasonAgainst(place, fault) ?? this.#points.reasonAgainst(place, fault);
  }
}
