import { callFailed, type Operation, type Rpc } from '@lab/shared-domain/adapters/messages/remote';
import { failureKind, readReply } from '@lab/shared-domain/adapters/messages/reply';
import type { Logger } from '../logger.ts';
import { type CallOptions, type ClientOptions, outgoing } from '../outgoing.ts';
import { PendingCalls } from '../pending-calls.ts';
import type { Picker } from './picks.ts';
import { type Frame, GREATEST_CONTENT, type Line, type Outcome, type Wire } from './wire.ts';

export interface DirectClientOptions extends ClientOptions {
  readonly logger: Logger;
  /** Of all instances that serve a context; none where it is not known. */
  readonly addressesOf: (context: string) => readonly string[];
  /** Made for each line: which instance gets a request. In turns without. */
  readonly pick?: (() => Picker) | undefined;
}

/**
 * Calls over a wire. Every call has a deadline (the caller's ambient one or the timeout, whichever is sooner), and passes it on. An instance
 * that refuses a request has not begun it, so the wire asks another one. A call fails at once when no instance takes it.
 */
export class DirectClient implements Rpc {
  readonly #pending = new PendingCalls();
  /** By context. */
  readonly #lines = new Map<string, Line>();
  readonly #timeoutMs: number;
  readonly #maxInFlight: number;
  #sequence = 0;
  #closed = false;

  constructor(
    private readonly wire: Wire,
    private readonly options: DirectClientOptions,
  ) {
    this.#timeoutMs = options.timeoutMs ?? 3_000;
    this.#maxInFlight = options.maxInFlight ?? 2_000;
  }

  /** Requests that have left, since the start. */
  get sent(): number {
    let sent = 0;
    for (const line of this.#lines.values()) sent += line.sent;
    return sent;
  }

  call(context: string, method: string, payload: unknown, options: CallOptions = {}): Promise<unknown> {
    const operation = { context, method, pattern: `${context}.${method}` };
    try {
      return this.#begin(operation, payload, options.timeoutMs ?? this.#timeoutMs);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Waits for the calls in flight, at most `drainMs`, then closes; calls still open fail as `timeout`. */
  async close(drainMs: number): Promise<void> {
    this.#closed = true;
    await this.#pending
      .drained(drainMs)
      .catch((error: unknown) => this.options.logger.warn({ err: error }, 'calls were not drained'));
    await Promise.all([...this.#lines.values()].map((line) => line.close()));
    this.#pending.failAll('timeout', 'the transport was closed; the call may have happened');
  }

  /** @throws at once what keeps the request from being written */
  #begin(operation: Operation, payload: unknown, timeoutMs: number): Promise<unknown> {
    const line = this.#lineTo(operation);
    const { content, type, left, timings, span } = outgoing(operation, payload, timeoutMs, this.wire.codec);
    const id = ++this.#sequence;
    const answer = this.#pending.add(id, operation, left, timings, span);
    if (content.length > GREATEST_CONTENT) {
      this.#pending.fail(id, 'failed', `a request of ${content.length} bytes is too great`);
      return answer;
    }
    try {
      const heard = (outcome: Outcome) => this.#heard(id, operation, outcome);
      const takeBack = line.send({ pattern: operation.pattern, type, content }, heard);
      this.#pending.onLate(id, takeBack);
    } catch (error) {
      this.#pending.fail(id, 'unavailable', `cannot send: ${String(error)}`);
    }
    return answer;
  }

  #lineTo(operation: Operation): Line {
    const { context } = operation;
    if (this.#closed) throw callFailed(operation, 'unavailable', 'the transport is closed');
    if (this.#pending.size >= this.#maxInFlight)
      throw callFailed(operation, 'unavailable', `${this.#maxInFlight} calls are in flight already`);
    const known = this.#lines.get(context);
    if (known !== undefined) return known;
    const addresses = this.options.addressesOf(context);
    if (addresses.length === 0)
      throw callFailed(operation, 'unavailable', `no address of ${context} is known`);
    const line = this.wire.connect(addresses, this.options.pick?.());
    this.#lines.set(context, line);
    return line;
  }

  #heard(id: number, operation: Operation, outcome: Outcome): void {
    if (outcome.kind === 'unsent') this.#pending.fail(id, 'unavailable', outcome.why);
    else if (outcome.kind === 'lost')
      this.#pending.fail(id, 'timeout', `${outcome.why}; the call may have happened`);
    else this.#replied(id, operation, outcome);
  }

  #replied(id: number, operation: Operation, { type, content }: Frame): void {
    try {
      const { codec } = this.wire;
      const read = (result: Buffer) => codec.read('result', operation.pattern, result);
      const reply = readReply({ content, properties: { type } }, read);
      if (reply.kind === 'result') this.#pending.succeed(id, reply);
      else this.#pending.fail(id, failureKind(reply.code), `the service answered ${reply.code}`);
    } catch (error) {
      this.#pending.fail(id, 'failed', `unreadable reply: ${String(error)}`);
    }
  }
}
