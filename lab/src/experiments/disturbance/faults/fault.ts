import { z } from 'zod';
import type { Topology } from '../../../topologies/topology.ts';

/** What the shop's processes can be made to do wrong when `FAULT_INJECTION=on`. Times in ms. */
export type Fault =
  /** The next call of the context kills its process. */
  | { readonly kind: 'crash' }
  /** The next call blocks the event loop. */
  | { readonly kind: 'block'; readonly ms: number }
  /** Every call keeps so much of the heap for ever, 64 MiB at most. */
  | { readonly kind: 'leak'; readonly bytes: number }
  /** Every call waits so long before it goes on, until the fault is cleared. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** So great a share of the calls fails, until the fault is cleared. */
  | { readonly kind: 'fail'; readonly share: number }
  /** A transaction that writes the context's data anew keeps its database's other writers waiting. */
  | { readonly kind: 'hold-writer'; readonly ms: number }
  /** The next write of the context stands still between its decision and the write itself, so long or until the fault is cleared. */
  | { readonly kind: 'hold'; readonly ms: number }
  /** So many password hashes at once take the threads of the process, which its databases need too. */
  | { readonly kind: 'hash'; readonly count: number }
  /** The first call that reaches the moment of a point kills its process. */
  | ({ readonly kind: 'crash-at' } & AtPoint)
  /** Every call that reaches it fails, until the fault is cleared. */
  | ({ readonly kind: 'fail-at' } & AtPoint);

/**
 * A step of a business process, e.g. `place-order.charge` (in the context `orders`), an operation of the context, e.g. `payments.charge`, its
 * `outbox`, or, of one that hears events, its `inbox`.
 */
interface AtPoint {
  readonly point: string;
  readonly moment: (typeof MOMENTS)[number];
}

/**
 * Moments of a point. `before-commit`: nothing of it is committed. `after-commit`: it is committed, and nobody has been told (of the `inbox`: the event
 * is not acknowledged). `after-publish`, of the `outbox` only: the events are published, and the outbox does not know.
 */
const MOMENTS = ['before-commit', 'after-commit', 'after-publish'] as const;

const atPoint = { point: z.string().min(1), moment: z.enum(MOMENTS) };

export const faultSchema: z.ZodType<Fault> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('crash') }),
  z.object({ kind: z.literal('block'), ms: z.number().positive() }),
  z.object({ kind: z.literal('leak'), bytes: z.number().positive() }),
  z.object({ kind: z.literal('slow'), ms: z.number().positive() }),
  z.object({ kind: z.literal('fail'), share: z.number().positive().max(1) }),
  z.object({ kind: z.literal('hold-writer'), ms: z.number().positive() }),
  z.object({ kind: z.literal('hold'), ms: z.number().positive() }),
  z.object({ kind: z.literal('hash'), count: z.number().int().positive() }),
  z.object({ kind: z.literal('crash-at'), ...atPoint }),
  z.object({ kind: z.literal('fail-at'), ...atPoint }),
]);

/** Environment of processes that are to take faults. */
export const TAKES_FAULTS = { FAULT_INJECTION: 'on' } as const;

/** Where a fault is injected. */
export interface FaultTarget {
  /** Of the shop, e.g. `recommendations`, or `edge`. */
  readonly context: string;
  /** Name of the process in which it lives. */
  readonly process: string;
}

/** Where a context lives: in the process of its name, or in the only process of the shop. The `edge` is what answers clients. */
export function targetIn({ processes, edge }: Topology, context: string): FaultTarget {
  const own = processes.some(({ name }) => name === context);
  return { context, process: own ? context : edge };
}

/** What a process answers to a command. */
export const answer = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['fault-armed', 'fault-cleared']), id: z.string() }),
  z.object({ type: z.literal('fault-refused'), id: z.string(), reason: z.string() }),
]);

/** What it says by itself when a fault has taken effect: the first time, and at most once a second after that. */
export const bite = z.object({
  type: z.literal('fault-bit'),
  context: z.string(),
  kind: z.string(),
  /** How often so far. */
  count: z.number(),
  /** When it last did. Epoch ms. */
  at: z.number(),
});

/** What it says when one that has a time of its own (`block`, `hold-writer`, `hold`) has ended, at its time or because it was cleared. */
export const over = z.object({
  type: z.literal('fault-over'),
  context: z.string(),
  kind: z.string(),
  /** Epoch ms. */
  at: z.number(),
});
