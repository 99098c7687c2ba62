import { waitUntil } from '../processes/wait-until.ts';
import type { ProcessMessage, RunningSystem } from '../topologies/topology.ts';
import { bite, type Fault, type FaultTarget, over } from './fault.ts';

/** That a fault has taken effect, as its process said. */
export interface Bite extends FaultTarget {
  readonly kind: Fault['kind'];
  /** How often since it was injected. */
  readonly count: number;
  /** When it last did. Epoch ms. */
  readonly at: number;
}

/** That a fault which has a time of its own has ended, as its process said. */
interface Ending extends FaultTarget {
  readonly kind: Fault['kind'];
  /** Epoch ms. */
  readonly at: number;
}

interface Wait {
  /** Epoch ms. */
  readonly since?: number;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** Collects what the processes of a system say of faults that take effect. Open it before the first one is injected. */
export class Bites {
  readonly #heard: Bite[] = [];
  readonly #endings: Ending[] = [];
  readonly #listen = ({ from: process, content }: ProcessMessage) => {
    const bitten = bite.safeParse(content).data;
    if (bitten) {
      const { context, kind, count, at } = bitten;
      this.#heard.push({ process, context, kind: kind as Fault['kind'], count, at });
    }
    const ended = over.safeParse(content).data;
    if (ended)
      this.#endings.push({
        process,
        context: ended.context,
        kind: ended.kind as Fault['kind'],
        at: ended.at,
      });
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
    return this.#heard.filter(isOf(target, kind, since));
  }

  /** @throws DeadlineExceeded when it has not bitten within `deadlineMs`, or the signal's reason */
  async untilFirst(target: FaultTarget, kind: Fault['kind'], { since, ...wait }: Wait): Promise<Bite> {
    const find = () => this.of(target, kind, since)[0];
    await waitUntil(`${kind} to bite in ${target.context}`, () => find() !== undefined || 'no bite', {
      everyMs: 10,
      ...wait,
    });
    return find() as Bite;
  }

  /**
   * @returns when a fault that has a time of its own ended, epoch ms
   * @throws DeadlineExceeded when it has not ended within `deadlineMs`, or the signal's reason
   */
  async untilOver(target: FaultTarget, kind: Fault['kind'], { since, ...wait }: Wait): Promise<number> {
    const find = () => this.#endings.find(isOf(target, kind, since));
    await waitUntil(`${kind} to end in ${target.context}`, () => find() !== undefined || 'it goes on', {
      everyMs: 10,
      ...wait,
    });
    return (find() as Ending).at;
  }

  close(): void {
    this.system.messages.off('message', this.#listen);
  }
}

const isOf =
  ({ process, context }: FaultTarget, kind: Fault['kind'], since = 0) =>
  (said: Ending): boolean =>
    said.process === process && said.context === context && said.kind === kind && said.at >= since;
