import type { Codec } from '@lab/shared-domain/adapters/messages/codec';
import { callFailed, type Operation } from '@lab/shared-domain/adapters/messages/remote';
import { writeRequest } from '@lab/shared-domain/adapters/messages/request';
import { currentCall, timeLeft } from '@lab/shared-domain/kernel/call-context';
import type { Span } from '@lab/shared-domain/kernel/span';
import type { Timings } from '@lab/shared-domain/kernel/timings';

export interface CallOptions {
  /** The longest this call may take, in ms, when the ambient deadline allows more. */
  readonly timeoutMs?: number;
}

export interface ClientOptions {
  /** The default of {@link CallOptions.timeoutMs}. 3,000 when not given. */
  readonly timeoutMs?: number;
  /** Calls in flight, beyond which further ones fail at once instead of piling up in memory. Default 2,000. */
  readonly maxInFlight?: number;
}

/** A request that is about to be sent, with all that it tells of its caller. */
interface Outgoing {
  readonly content: Buffer;
  /** See `writeRequest`. */
  readonly type: string;
  /** How long its caller waits, ms. */
  readonly left: number;
  readonly timings: Timings | undefined;
  readonly span: Span | undefined;
}

/**
 * Writes a request of the ambient call, with the caller's deadline or the timeout, whichever is sooner.
 *
 * @throws DependencyFailure when the deadline has passed, and what the codec throws
 */
export function outgoing(operation: Operation, payload: unknown, timeoutMs: number, codec?: Codec): Outgoing {
  const call = currentCall();
  const now = Date.now();
  const left = Math.floor(timeLeft(timeoutMs, now));
  if (left <= 0) throw callFailed(operation, 'timeout', 'the deadline had passed before the call');
  const { pattern } = operation;
  const span = call?.span?.part(pattern, 'client');
  const { content, properties } = writeRequest(
    {
      pattern,
      payload,
      deadline: now + left,
      correlationId: call?.correlationId,
      traceparent: span?.traceparent,
      token: call?.token,
    },
    codec,
  );
  return { content, type: properties.type, left, timings: call?.timings, span };
}
