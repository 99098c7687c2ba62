import type {
  BusinessProcess,
  BusinessProcessOutcome,
  BusinessProcessRunner,
  Execute,
} from './business-process.ts';
import { refuseIfLate } from './call-context.ts';
import type { Refusal } from './result.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Carries a refusal out of the transaction so that it rolls back. */
export class Rollback extends Error {
  constructor(readonly refusal: Refusal<string>) {
    super(refusal.detail);
  }
}

/** Runs a business process inside one database transaction. A refusal rolls everything back, so `undo` is never needed. */
export class LocalTransaction implements BusinessProcessRunner {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  executorOf<C extends object>(businessProcess: BusinessProcess<C>): Execute<C> {
    return (_id, context) => this.#execute(businessProcess, context);
  }

  /** A transaction that did not commit has left nothing to take up. */
  async resume(): Promise<number> {
    return 0;
  }

  /** A transaction lasts no longer than the request that it belongs to. */
  async stop(): Promise<void> {}

  async #execute<C extends object>(
    businessProcess: BusinessProcess<C>,
    context: C,
  ): Promise<BusinessProcessOutcome> {
    try {
      return await this.unitOfWork.write(async () => {
        // It may have waited for the lock until its caller was told that nothing came of it.
        refuseIfLate(businessProcess.name);
        if (!(await businessProcess.begin(context))) return { status: 'already-begun' };
        for (const step of businessProcess.steps) {
          const result = await step.run(context);
          if (!result.ok) throw new Rollback(result);
        }
        return { status: 'completed' };
      });
    } catch (error) {
      if (!(error instanceof Rollback)) throw error;
      return this.#recordRefusal(businessProcess, context, error.refusal);
    }
  }

  /** Another call may have begun the same one between the rollback and this transaction; then its outcome stands. */
  #recordRefusal<C extends object>(
    businessProcess: BusinessProcess<C>,
    context: C,
    refusal: Refusal<string>,
  ): Promise<BusinessProcessOutcome> {
    return this.unitOfWork.write(async () => {
      if (!businessProcess.refused)
        throw new Error(`${businessProcess.name} cannot be refused, but a step did: ${refusal.code}`);
      if (!(await businessProcess.begin(context))) return { status: 'already-begun' };
      await businessProcess.refused(context, refusal);
      return { status: 'refused', refusal };
    });
  }
}
