import { type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { FAILED, type Frame, type Outcome, REFUSED } from '../direct/wire.ts';
import { OPERATIONS } from './protobuf.ts';

/** The metadata that has a frame's type. */
export const TYPE = 'message';

export const typeIn = (metadata: Metadata | undefined): string => String(metadata?.get(TYPE)[0] ?? '');

/** What the messages describe is served or will be: only `DirectServer` knows which, and answers for it. */
const DESCRIBED: ReadonlySet<string> = new Set(OPERATIONS.map((pattern) => contextOf(pattern)));

const REFUSAL: Frame = { type: REFUSED, content: Buffer.alloc(0) };

/**
 * How gRPC tells of a stream that the server has reset as REFUSED_STREAM, or has not looked at before its GOAWAY: nothing of it was begun (RFC 9113,
 * section 8.7). It keeps the reset's code to itself.
 */
const STREAM_REFUSED = 'Stream refused by server';

/**
 * What became of a call that has failed. Only one that is known to have stayed here is unsent: any other may have been carried out.
 *
 * @param hasLeft whether it was given to a connection, or may have been
 */
export function failureOf(error: ServiceError, pattern: string, { hasLeft }: { hasLeft: boolean }): Outcome {
  const frame = frameOf(error, pattern);
  if (frame !== undefined) return { kind: 'reply', ...frame };
  const why = error.details;
  if (hasLeft) return { kind: 'lost', why };
  // Taken back before there was a connection: whether there would have been one is not known.
  return { kind: 'unsent', why, busy: error.code === status.CANCELLED };
}

/** The reply that came as a failure of the call, if somebody has given one. */
function frameOf({ code, details, metadata }: ServiceError, pattern: string): Frame | undefined {
  const type = typeIn(metadata);
  if (type !== '') return { type, content: Buffer.from(details) };
  if (code === status.UNAVAILABLE && details === STREAM_REFUSED) return REFUSAL;
  if (code !== status.UNIMPLEMENTED) return undefined;
  // Operations that no message describes are known to the server from the moment at which they are served.
  if (!DESCRIBED.has(contextOf(pattern))) return REFUSAL;
  return { type: FAILED, content: Buffer.from(JSON.stringify({ code: 'unknown-method' })) };
}

function contextOf(pattern: string): string {
  return pattern.slice(0, pattern.indexOf('.'));
}
