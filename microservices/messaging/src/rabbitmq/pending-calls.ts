import { callFailed, type Operation } from '@lab/shared-domain/adapters/messages/remote';
import type { ResultReply } from '@lab/shared-domain/adapters/messages/reply';
import type { DependencyFailure, DependencyFailureKind } from '@lab/shared-domain/kernel/dependency-failure';
import { inTime } from '../deadline.ts';

interface PendingCall {
  readonly operation: Operation;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (result: ResultReply) => void;
  readonly reject: (error: DependencyFailure) => void;
}

/** The calls in flight on one client, by message id. Each is settled once; what comes for it later is dropped. */
export class PendingCalls {
  readonly #calls = new Map<unknown, PendingCall>();
  #idle: (() => void)[] = [];

  get size(): number {
    return this.#calls.size;
  }

  /** @param ms after which the call fails as `timeout`. @throws DependencyFailure as the call fails. */
  add(id: string, operation: Operation, ms: number): Promise<ResultReply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(id, 'timeout', `no reply within ${ms} ms`), ms);
      this.#calls.set(id, { operation, timer, resolve, reject });
    });
  }

  succeed(id: unknown, result: ResultReply): void {
    this.#take(id)?.resolve(result);
  }

  fail(id: unknown, kind: DependencyFailureKind, detail: string): void {
    const call = this.#take(id);
    call?.reject(callFailed(call.operation, kind, detail));
  }

  failAll(kind: DependencyFailureKind, detail: string): void {
    for (const id of [...this.#calls.keys()]) this.fail(id, kind, detail);
  }

  /** Resolves when no call is pending. @throws DeadlineExceeded after `ms`. */
  async drained(ms: number): Promise<void> {
    if (this.#calls.size === 0) return;
    await inTime(ms, 'draining calls', new Promise<void>((resolve) => this.#idle.push(resolve)));
  }

  #take(id: unknown): PendingCall | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    clearTimeout(call.timer);
    this.#calls.delete(id);
    if (this.#calls.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    return call;
  }
}
