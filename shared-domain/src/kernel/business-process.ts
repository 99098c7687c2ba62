import type { Refusal, Result } from './result.ts';

/**
 * A business process, written once and run two ways: inside one database transaction (`LocalTransaction`), or as a
 * durable saga over several databases (`Saga`).
 *
 * `C` is what it is about: plain JSON, fixed when it begins.
 *
 *     begin ── step ── step ── pivot ── step ── end
 *                │ refused
 *                └── undo ── undo ── refused()
 *
 * Every method must be idempotent: a saga that was killed repeats the last one.
 */
export interface BusinessProcess<C> {
  readonly name: string;
  readonly steps: readonly Step<C>[];
  /** Records that it has begun. Local. False when it had begun before (same id, or same idempotency key). */
  begin(context: C): Promise<boolean>;
  /**
   * Records that a step refused, after the steps before it have been undone. Local. Absent when the beginning is already the
   * decision. Then no step may refuse, and the business process only goes forward.
   */
  refused?(context: C, refusal: Refusal<string>): Promise<void>;
}

export interface Step<C> {
  readonly name: string;
  /** A refusal must have changed nothing. A throw means "unknown": it may have happened, and will be tried again. */
  run(context: C): Promise<Result<unknown, string>>;
  /** Takes the step back; must also work when the step never ran, and then keep a late `run` from taking effect. */
  undo?(context: C): Promise<unknown>;
  /** Touches only the database of its owner. A saga stores its progress in the same transaction. */
  readonly local?: true;
  /** The point of no return: after it the business process can only go forward, so later steps must not refuse. */
  readonly pivot?: true;
}

export type BusinessProcessOutcome =
  /** It has ended; or it has passed its pivot, and the steps after it are still under way. */
  | { readonly status: 'completed' }
  | { readonly status: 'refused'; readonly refusal: Refusal<string> }
  /** Begun earlier, by another call, whose outcome is the outcome of both. */
  | { readonly status: 'already-begun' }
  /** Still going when the caller's deadline passed. It will end, durably. */
  | { readonly status: 'pending' };

/** Executes one business process. @param id identifies this execution for ever, e.g. the order's id. */
export type Execute<C> = (id: string, context: C) => Promise<BusinessProcessOutcome>;

/** Executes business processes and keeps what they do consistent. Which one does it is the deployment's choice. */
export interface BusinessProcessRunner {
  /** Takes on a business process. */
  executorOf<C extends object>(businessProcess: BusinessProcess<C>): Execute<C>;
  /** Takes up what an earlier life left unfinished. Call it once all have been taken on. @returns how many there are. */
  resume(): Promise<number>;
  /** Ends all activity after the attempts under way; what is unfinished waits for the next start. */
  stop(): Promise<void>;
}
