import { z } from 'zod';
import { CONTEXT_NAMES, type ContextName } from '../stores.ts';

/** What answers HTTP clients. It is no context: it keeps no data, and every request passes it. */
export const EDGE = 'edge';

/** Where a fault can be. */
export type FaultPlace = ContextName | typeof EDGE;

/** Longer than any experiment lasts. */
const MOST_MS = 600_000;
/** An array of more elements than this one has in numbers would be kept as a hash table, which takes far more. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * A moment of a point: nothing of it is committed yet; it is committed, and nobody has been told (of an event that was applied: it is not
 * acknowledged); what the outbox had has been published, and the outbox does not know. Where a step of a business process is carried out elsewhere, the first is before it is asked for, and the
 * second when it has been answered.
 */
const MOMENTS = ['before-commit', 'after-commit', 'after-publish'] as const;
export type Moment = (typeof MOMENTS)[number];

/** An operation of the context, a step of a business process (`place-order.charge`, `place-order.charge.undo`), the `outbox`, or the `inbox`. */
const atPoint = { point: z.string().min(1).max(100), moment: z.enum(MOMENTS) };

/** Some 300 ms of CPU time each. */
const MOST_HASHES = 100;

const ms = z.number().int().min(1).max(MOST_MS);

const fault = z.discriminatedUnion('kind', [
  /** The next call of the context kills the process. */
  z.strictObject({ kind: z.literal('crash') }),
  /** The next call keeps the event loop for itself. */
  z.strictObject({ kind: z.literal('block'), ms }),
  /** Every call keeps some memory of the heap for ever, until the process dies of its limit. */
  z.strictObject({ kind: z.literal('leak'), bytes: z.number().int().min(1).max(MOST_BYTES) }),
  /** Every call waits before it goes on. */
  z.strictObject({ kind: z.literal('slow'), ms }),
  /** A share of the calls fails, in an order that is the same each time. */
  z.strictObject({ kind: z.literal('fail'), share: z.number().gt(0).max(1) }),
  /** One long transaction writes the context's data anew, and keeps all other writers of its database waiting. */
  z.strictObject({ kind: z.literal('hold-writer'), ms }),
  /** The next write of the context stands still between its decision and the write itself. */
  z.strictObject({ kind: z.literal('hold'), ms }),
  /** So many password hashes at once take the threads of the process, on which its files and databases are read and written. */
  z.strictObject({ kind: z.literal('hash'), count: z.number().int().min(1).max(MOST_HASHES) }),
  /** Who reaches the moment of the point kills the process. */
  z.strictObject({ kind: z.literal('crash-at'), ...atPoint }),
  /** Whoever reaches it fails. What is not committed then is rolled back. */
  z.strictObject({ kind: z.literal('fail-at'), ...atPoint }),
]);

export type Fault = z.infer<typeof fault>;
/** The fault of one kind. */
export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

const id = z.string().min(1).max(100);

/** What the process that started this one may ask for. */
export const command = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fault'), id, context: z.enum([...CONTEXT_NAMES, EDGE]), fault }),
  /** Ends every fault, but for memory that has leaked. */
  z.strictObject({ type: z.literal('clear-faults'), id }),
]);

/** Tells a command, even a wrong one, from messages of others, and whom to answer. */
export const addressed = z.looseObject({ type: z.enum(['fault', 'clear-faults']), id });

/** What it is told. */
export type Report =
  | { readonly type: 'fault-armed' | 'fault-cleared'; readonly id: string }
  | { readonly type: 'fault-refused'; readonly id: string; readonly reason: string }
  | FaultBit
  | FaultOver;

/** A fault has taken effect. Said the first time, at most once a second after that, and when the fault is cleared. */
export interface FaultBit {
  readonly type: 'fault-bit';
  readonly context: string;
  readonly kind: Fault['kind'];
  /** How often so far. */
  readonly count: number;
  /** When it last did. Epoch ms. */
  readonly at: number;
}

/** A fault that has a time of its own has ended: because its time was over, or because it was cleared. */
export interface FaultOver {
  readonly type: 'fault-over';
  readonly context: string;
  readonly kind: Fault['kind'];
  /** Epoch ms. */
  readonly at: number;
}
