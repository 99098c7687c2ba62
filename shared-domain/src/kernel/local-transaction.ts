import type { BusinessProcess, ProcessOutcome, ProcessRunner } from './business-process.ts';
import type { Refusal } from './result.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Carries a refusal out of the transaction so that it rolls back. */
class Rollback extends Error {
  constructor(readonly refusal: Refusal<string>) {
    super(refusal.detail);
  }
}

/** Runs a process inside one database transaction. A refusal rolls everything back, so `undo` is never needed. */
export class LocalTransaction implements ProcessRunner {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute<C extends object>(
    process: BusinessProcess<C>,
    _id: string,
    context: C,
  ): Promise<ProcessOutcome> {
    try {
      return await this.unitOfWork.write(async () => {
        if (!(await process.begin(context))) return { status: 'already-begun' };
        for (const step of process.steps) {
          const result = await step.run(context);
          if (!result.ok) throw new Rollback(result);
        }
        return { status: 'completed' };
      });
    } catch (error) {
      if (!(error instanceof Rollback)) throw error;
      return this.recordRefusal(process, context, error.refusal);
    }
  }

  /** Another call may have begun the same process between the rollback and this transaction; then that outcome holds. */
  private recordRefusal<C extends object>(
    process: BusinessProcess<C>,
    context: C,
    refusal: Refusal<string>,
  ): Promise<ProcessOutcome> {
    return this.unitOfWork.write(async () => {
      if (!process.refused)
        throw new Error(`${process.name} cannot be refused, but a step did: ${refusal.code}`);
      if (!(await process.begin(context))) return { status: 'already-begun' };
      await process.refused(context, refusal);
      return { status: 'refused', refusal };
    });
  }
}
