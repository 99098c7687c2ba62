import type { BusinessProcessRunner } from '../../kernel/business-process.ts';
import type { Outbox } from '../../kernel/events.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import type { Interceptor } from '../offer.ts';
import type { ContextName } from '../stores.ts';
import type { Obstacle } from './effects.ts';
import type { Fault, Report } from './fault.ts';

/** Does a write, and whatever else there is to do with it. */
export type AroundWrite = <T>(write: () => Promise<T>) => Promise<T>;

/** Makes contexts fail on demand. For experiments only. */
export interface Faults {
  /** Around a context: nothing, until a fault is injected into it. */
  readonly interceptor: Interceptor;
  /** Around the steps of business processes, as points that a fault may choose. */
  steps(context: ContextName, runner: BusinessProcessRunner): BusinessProcessRunner;
  /** Around a context's outbox, as such a point. */
  outbox(context: string, outbox: Outbox): Outbox;
  /** Around the transactions in which a subscriber applies events, of the context's database, as such a point. */
  inbox(context: string, unitOfWork: UnitOfWork): UnitOfWork;
  /** For a process that has an edge: what each request meets there, until a fault is injected nothing; undefined where none can be. */
  atEdge(): Obstacle | undefined;
  /** Around what a context writes once it has decided: nothing, until `hold` is injected there. */
  aroundWrite(context: ContextName): AroundWrite;
  /** Ends every fault, as a process does that is to end itself. */
  clear(): void;
}

/** Contexts as they are. */
export const NO_FAULTS: Faults = {
  interceptor: (_operation, next) => next,
  steps: (_context, runner) => runner,
  outbox: (_context, outbox) => outbox,
  inbox: (_context, unitOfWork) => unitOfWork,
  atEdge: () => undefined,
  aroundWrite: () => (write) => write(),
  clear: () => undefined,
};

/** The process in which the contexts live, as far as faults are concerned with it. */
export interface Host {
  readonly unitOfWork: UnitOfWork;
  /** Writes all data of a context anew, as they are, in the ambient transaction. */
  rewrite(context: ContextName): Promise<unknown>;
  /** Tells the process that injects faults. Resolves when the report has left this one; never rejects. */
  report(report: Report): Promise<void>;
  /** Ends the process at once, without a chance to tidy up. */
  die(): void;
  /** Told when a fault could not take effect. */
  onFailure(info: { readonly context: string; readonly kind: Fault['kind']; readonly error: unknown }): void;
}
