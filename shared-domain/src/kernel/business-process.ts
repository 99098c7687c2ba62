import type { Refusal, Result } from './result.ts';

/**
 * A business process, written once and run two ways: inside one database transaction (`LocalTransaction`), or as a
 * durable saga over several databases (`Saga`).
 *
 * `C` is the process's context: plain JSON, fixed when the process begins.
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
  /** Records that the process has begun. Local. False when it had begun before (same id, or same idempotency key). */
  begin(context: C): Promise<boolean>;
  /**
   * Records that a step refused, after the steps before it have been undone. Local. Absent when the beginning is already the
   * decision. Then no step may refuse, and the process only goes forward.
   */
  refused?(context: C, refusal: Refusal<string>): Promise<void>;
}

export interface Step<C> {
  readonly name: string;
  /** A refusal must have changed nothing. A throw means "unknown": it may have happened, and will be tried again. */
  run(context: C): Promise<Result<unknown, string>>;
  /** Takes the step back; must also work when the step never ran, and then keep a late `run` from taking effect. */
  undo?(context: C): Promise<unknown>;
  /** Touches only the database of the process's owner. A saga stores its progress in the same transaction. */
  readonly local?: true;
  /** The point of no return: after it the process can only go forward, so later steps must not refuse. */
  readonly pivot?: true;
}

export type ProcessOutcome =
  | { readonly status: 'completed' }
  | { readonly status: 'refused'; readonly refusal: Refusal<string> }
  /** Begun earlier, by another call; that call's outcome is the process's outcome. */
  | { readonly status: 'already-begun' }
  /** Still going when the caller's deadline passed. It will end, durably. */
  | { readonly status: 'pending' };

export interface ProcessRunner {
  /** @param id identifies this execution for ever, e.g. the order's id. */
  execute<C extends object>(process: BusinessProcess<C>, id: string, context: C): Promise<ProcessOutcome>;
}
