import { callFailed, type Operation } from '@lab/shared-domain/adapters/messages/remote';
import type { ResultReply } from '@lab/shared-domain/adapters/messages/reply';
import { Deadlines } from '@lab/shared-domain/kernel/deadlines';
import type { DependencyFailure, DependencyFailureKind } from '@lab/shared-domain/kernel/dependency-failure';
import type { Span } from '@lab/shared-domain/kernel/span';
import type { Timings } from '@lab/shared-domain/kernel/timings';
import { inTime } from './deadline.ts';

interface PendingCall {
  readonly operation: Operation;
  readonly ms: number;
  readonly timings: Timings | undefined;
  readonly span: Span | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: DependencyFailure) => void;
  /** What becomes of the request when its reply is late. */
  forget?: () => void;
}

/** The calls in flight on one client, by message id. Each is settled once; what comes for it later is dropped. */
export class PendingCalls {
  readonly #calls = new Map<unknown, PendingCall>();
  readonly #deadlines = new Deadlines<unknown>((id) => this.#late(id));
  #idle: (() => void)[] = [];

  get size(): number {
    return this.#calls.size;
  }

  /**
   * @param ms after which the call fails as `timeout`
   * @param timings of the call in which it is made: hears how long it took, and what its reply reports
   * @param span is ended with it
   * @returns the value of the result
   * @throws DependencyFailure as the call fails
   */
  add(id: unknown, operation: Operation, ms: number, timings?: Timings, span?: Span): Promise<unknown> {
    timings?.begin('calls');
    this.#deadlines.watch(id, ms);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { operation, ms, timings, span, resolve, reject });
    });
  }

  has(id: unknown): boolean {
    return this.#calls.has(id);
  }

  /** @param forget is called when the reply has not come in time: nobody waits for it any more */
  onLate(id: unknown, forget: () => void): void {
    const call = this.#calls.get(id);
    if (call !== undefined) call.forget = forget;
  }

  succeed(id: unknown, { value, report }: ResultReply): void {
    const call = this.#take(id);
    call?.timings?.addRemote(report);
    call?.span?.end();
    call?.resolve(value);
  }

  fail(id: unknown, kind: DependencyFailureKind, detail: string): void {
    const call = this.#take(id);
    call?.span?.end({ failed: true });
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

  #late(id: unknown): void {
    const call = this.#calls.get(id);
    this.fail(id, 'timeout', `no reply within ${call?.ms} ms`);
    call?.forget?.();
  }

  #take(id: unknown): PendingCall | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    this.#deadlines.forget(id);
    call.timings?.end('calls');
    if (this.#calls.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    return call;
  }
}
