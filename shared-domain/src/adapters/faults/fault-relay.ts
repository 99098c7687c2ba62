import { z } from 'zod';
import { addressed } from './fault.ts';

/** A process that another one keeps, as far as faults are concerned with it. */
export interface KeptProcess {
  /** Rejects when it cannot be reached. */
  send(message: object): Promise<void>;
}

const answer = z.looseObject({
  type: z.enum(['fault-armed', 'fault-cleared', 'fault-refused']),
  id: z.string(),
});
/** What it says by itself. */
const news = z.looseObject({ type: z.enum(['fault-bit', 'fault-over']) });

interface Open<K> {
  readonly asks: 'fault' | 'clear-faults';
  /** Who has not answered yet. */
  readonly waitingFor: Set<K>;
}

/**
 * Passes commands for faults on to the processes that this one keeps, and what they say of it to the process that started this one. A
 * fault goes to one of them, the oldest: the same one for as long as it lives. All of them are told to clear theirs.
 *
 * Every command is answered, also when a process dies over it: a fault is refused then, and what is dead has no faults.
 */
export class FaultRelay<K extends KeptProcess> {
  readonly #open = new Map<string, Open<K>>();

  /**
   * @param serving the processes that serve now, the oldest first
   * @param report tells the process that started this one
   */
  constructor(
    private readonly serving: () => readonly K[],
    private readonly report: (message: object) => void,
  ) {}

  /** Does what a message of the process above asks for. One that is no command for faults is left alone. */
  obey(message: unknown): void {
    const { success, data } = addressed.safeParse(message);
    if (!success) return;
    const { id, type } = data;
    if (this.#open.has(id)) {
      this.report({
        type: 'fault-refused',
        id,
        reason: 'another command of this id has not been answered yet',
      });
      return;
    }
    const to = type === 'fault' ? this.serving().slice(0, 1) : this.serving();
    this.#open.set(id, { asks: type, waitingFor: new Set(to) });
    if (to.length === 0) this.#settle(id, 'there is no process that serves');
    for (const kept of to) kept.send(data).catch(() => this.gone(kept));
  }

  /** Takes what a kept process has said. What is not of faults is left alone. */
  heard(from: K, message: unknown): void {
    if (news.safeParse(message).success) this.report(message as object);
    const { data } = answer.safeParse(message);
    if (data) this.#answered(from, data);
  }

  #answered(from: K, said: z.infer<typeof answer>): void {
    const waitingFor = this.#open.get(said.id)?.waitingFor;
    if (!waitingFor?.delete(from)) return;
    if (waitingFor.size > 0 && said.type !== 'fault-refused') return;
    this.#open.delete(said.id);
    this.report(said);
  }

  /** A kept process is dead, and all that it has said has been heard. */
  gone(kept: K): void {
    for (const [id, { waitingFor }] of [...this.#open]) {
      if (waitingFor.delete(kept) && waitingFor.size === 0) this.#settle(id, 'its process died first');
    }
  }

  /** Answers a command that nobody is left to answer. */
  #settle(id: string, reason: string): void {
    const asks = this.#open.get(id)?.asks;
    this.#open.delete(id);
    this.report(
      asks === 'clear-faults' ? { type: 'fault-cleared', id } : { type: 'fault-refused', id, reason },
    );
  }
}
