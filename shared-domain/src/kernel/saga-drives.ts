import type { BusinessProcess, BusinessProcessOutcome } from './business-process.ts';
import { currentCall, inCall } from './call-context.ts';
import { type Driving, SagaDrive, Stopped, type Taken } from './saga-drive.ts';
import type { Lease } from './saga-log.ts';

interface Running {
  readonly drive: Pick<SagaDrive<object>, 'renewed'>;
  readonly ended: Promise<unknown>;
}

/** The sagas that a process drives, each under a lease. It drives none of them twice at once. */
export class SagaDrives {
  readonly #running = new Map<string, Running>();

  /** @param leaseMs how long a lease lasts that is not renewed */
  constructor(
    private readonly by: Driving,
    private readonly leaseMs: number,
  ) {}

  get ids(): string[] {
    return [...this.#running.keys()];
  }

  /** One that begins now. It is for the transaction that writes it: who asks before may wait for that transaction until the lease has ended. */
  lease(now = Date.now()): Lease {
    return { owner: this.by.owner, until: now + this.leaseMs };
  }

  /**
   * Drives a saga. It outlives its caller: it has the caller's correlation id, but not its deadline.
   *
   * @param passedPivot see `SagaDrive`
   * @returns its outcome; `pending` where it was put down, or lost. Never rejects
   */
  launch<C extends object>(
    businessProcess: BusinessProcess<C>,
    taken: Taken,
    passedPivot?: () => void,
  ): Promise<BusinessProcessOutcome> {
    const { saga } = taken;
    const caller = currentCall();
    const call = {
      correlationId: caller?.correlationId ?? saga.id,
      ...(caller && { timings: caller.timings, span: caller.span, token: caller.token }),
    };
    const drive = new SagaDrive(businessProcess, taken, this.by, passedPivot);
    const ended = inCall(call, () => drive.run()).catch((error): BusinessProcessOutcome => {
      const info = { saga: saga.id, step: 'saga', direction: saga.direction, attempt: 0, error };
      if (!(error instanceof Stopped)) this.by.onFailure(info);
      return { status: 'pending' };
    });
    this.#running.set(saga.id, { drive, ended });
    void ended.finally(() => this.#running.delete(saga.id));
    return ended;
  }

  /** Makes the leases of what runs end later. What is in the log and does not run here is for others when its lease has ended. */
  async renew(): Promise<void> {
    if (this.#running.size === 0) return;
    const { log, unitOfWork } = this.by;
    const renewed = await unitOfWork.write(async () => {
      const now = Date.now();
      const lease = this.lease(now);
      await log.renew(this.ids, lease, now);
      return { now, until: lease.until };
    });
    for (const { drive } of this.#running.values()) drive.renewed(renewed.until, renewed.now);
  }

  /** Resolves when none runs any more. */
  async ended(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }
}
