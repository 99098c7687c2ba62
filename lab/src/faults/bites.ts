import { waitUntil } from '../processes/wait-until.ts';
import type { ProcessMessage, RunningSystem } from '../topologies/topology.ts';
import { bite, type Fault, type FaultTarget } from './fault.ts';

/** That a fault has taken effect, as its process said. */
export interface Bite extends FaultTarget {
  readonly kind: Fault['kind'];
  /** How often since it was injected. */
  readonly count: number;
  /** When it last did. Epoch ms. */
  readonly at: number;
}

/** Collects what the processes of a system say of faults that take effect. Open it before the first one is injected. */
export class Bites {
  readonly #heard: Bite[] = [];
  readonly #listen = ({ from, content }: ProcessMessage) => {
    const { success, data } = bite.safeParse(content);
    if (!success) return;
    const { context, kind, count, at } = data;
    this.#heard.push({ process: from, context, kind: kind as Fault['kind'], count, at });
  };

  constructor(private readonly system: Pick<RunningSystem, 'messages'>) {
    system.messages.on('message', this.#listen);
  }

  /** In the order in which they were heard. */
  get all(): readonly Bite[] {
    return this.#heard;
  }

  /** Those of one kind of fault, in one place, at or after a time (epoch ms). */
  of(target: FaultTarget, kind: Fault['kind'], since = 0): Bite[] {
    return this.#heard.filter(
      (each) =>
        each.process === target.process &&
        each.context === target.context &&
        each.kind === kind &&
        each.at >= since,
    );
  }

  /** @throws DeadlineExceeded when it has not bitten within `deadlineMs`, or the signal's reason */
  async untilFirst(
    target: FaultTarget,
    kind: Fault['kind'],
    options: { readonly since?: number; readonly deadlineMs: number; readonly signal?: AbortSignal },
  ): Promise<Bite> {
    const { since, ...wait } = options;
    const find = () => this.of(target, kind, since)[0];
    await waitUntil(`${kind} to bite in ${target.context}`, () => find() !== undefined || 'no bite', {
      everyMs: 10,
      ...wait,
    });
    return find() as Bite;
  }

  close(): void {
    this.system.messages.off('message', this.#listen);
  }
}
