import { DependencyFailure, type DependencyFailureKind } from '@lab/shared-domain/kernel/dependency-failure';

export interface Reply {
  readonly value: unknown;
  /** What the service says about its own work, in ms. */
  readonly report: { readonly db: number; readonly handler: number };
}

/** A call that waits for its reply. It is settled once; what comes later is dropped. */
export class PendingCall {
  readonly reply: Promise<Reply>;
  #resolve: (reply: Reply) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(
    /** The context that was asked. */
    readonly context: string,
    /** `<context>.<method>`. */
    readonly pattern: string,
    private readonly timer: NodeJS.Timeout,
  ) {
    this.reply = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  succeed(reply: Reply): void {
    clearTimeout(this.timer);
    this.#resolve(reply);
  }

  fail(kind: DependencyFailureKind, detail: string): void {
    clearTimeout(this.timer);
    this.#reject(callFailure(this.context, this.pattern, kind, detail));
  }
}

export const callFailure = (context: string, pattern: string, kind: DependencyFailureKind, detail: string) =>
  new DependencyFailure(context, kind, `${pattern}: ${detail}`);

/** The calls in flight on one client, by message id. */
export class PendingCalls {
  readonly #calls = new Map<string, PendingCall>();

  get size(): number {
    return this.#calls.size;
  }

  /** @param ms after which the call fails as `timeout`. */
  add(id: string, context: string, pattern: string, ms: number): PendingCall {
    const timer = setTimeout(() => this.take(id)?.fail('timeout', `no reply within ${ms} ms`), ms);
    const call = new PendingCall(context, pattern, timer);
    this.#calls.set(id, call);
    return call;
  }

  /** Removes and returns the call; undefined when it has been settled already. */
  take(id: unknown): PendingCall | undefined {
    if (typeof id !== 'string') return undefined;
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  failAll(kind: DependencyFailureKind, detail: string): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.fail(kind, detail);
  }
}
