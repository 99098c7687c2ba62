import { waitUntil } from '../../../host/processes/wait-until.ts';
import type { ProcessMessage, RunningSystem } from '../../../topologies/topology.ts';
import { bite, type Fault, type FaultTarget, over } from './fault.ts';

/** Something that a process said of a fault in it. */
interface Said extends FaultTarget {
  readonly kind: Fault['kind'];
  /** When it happened. Epoch ms. */
  readonly at: number;
}

/** That a fault has taken effect, for the last time at `at`. */
export interface Bite extends Said {
  /** How often since it was injected. */
  readonly count: number;
}

interface Wait {
  /** What happened earlier does not count. Epoch ms. */
  readonly since?: number;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** Collects what the processes of a system say of faults that take effect. Open it before the first one is injected. */
export class Bites {
  readonly #heard: Bite[] = [];
  /** Of faults that have a time of their own. */
  readonly #endings: Said[] = [];
  readonly #listen = ({ from: process, content }: ProcessMessage) => {
    const bitten = bite.safeParse(content).data;
    if (bitten) {
      const { context, kind, count, at } = bitten;
      this.#heard.push({ process, context, kind: kind as Fault['kind'], count, at });
    }
    const ended = over.safeParse(content).data;
    if (ended) {
      const { context, kind, at } = ended;
      this.#endings.push({ process, context, kind: kind as Fault['kind'], at });
    }
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
    return (find() as Said).at;
  }

  close(): void {
    this.system.messages.off('message', this.#listen);
  }
}

const isOf =
  ({ process, context }: FaultTarget, kind: Fault['kind'], since = 0) =>
  (said: Said): boolean =>
    said.process === process && said.context === context && said.kind === kind && said.at >= since;
