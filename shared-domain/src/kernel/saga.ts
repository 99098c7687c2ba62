import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  BusinessProcess,
  BusinessProcessOutcome,
  BusinessProcessRunner,
  Execute,
} from './business-process.ts';
import { currentCall, inCall, refuseIfLate, timeLeft } from './call-context.ts';
import { within } from './deadline.ts';
import { RetryBudget } from './retry-budget.ts';
import { type Driving, SagaDrive, Stopped } from './saga-drive.ts';
import type { Lease, SagaLog, SagaRecord } from './saga-log.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export interface SagaOptions extends Partial<Pick<Driving, 'giveUpAfterMs' | 'retry' | 'onFailure'>> {
  readonly unitOfWork: UnitOfWork;
  readonly log: SagaLog;
  /** The longest that an execution keeps its caller waiting when the caller set no deadline of its own. ms. */
  readonly patienceMs?: number;
  /** This process among those that share the log, by a name that it keeps when it is started again; one of its own without. */
  readonly instance?: string;
  /** A process that does not renew its leases for so long has died, or stands still: others take its sagas over. ms. */
  readonly leaseMs?: number;
}

/** Part of the caller's deadline that is reserved for the answer's way back. ms. */
const ANSWER_MARGIN_MS = 150;
/** So many sagas of others, or of an earlier life, are driven at once: after an outage there may be many, and who was out is weak yet. */
const MOST_TAKEN_UP = 16;
/** So many retries of one step are under way at once, whatever saga they belong to. */
const MOST_RETRIES = 16;
/** Leases are renewed so often before they end. */
const RENEWALS = 3;

/**
 * Runs business processes durably, step by step, and takes them back in reverse order when a step refuses.
 *
 * The log says which step comes next; since every step is idempotent, repeating the one that was under way when the
 * process was killed is safe, and {@link resume} does just that. An attempt that throws is *indeterminate*: it is tried
 * again, and when patience ends before the pivot, taken back although it may never have happened.
 *
 * The caller is answered when the business process has passed its pivot, or has ended where it has none: what comes after can only succeed.
 *
 * Several processes may share a log. Each saga is leased to the one that drives it. Whoever loses a lease learns it at the next write to the
 * log, which then changes nothing, and stops: every write names its owner.
 */
export class Saga implements BusinessProcessRunner {
  readonly #options: Required<Omit<SagaOptions, 'instance'>>;
  readonly #instance: string;
  readonly #driving: Driving;
  readonly #known = new Map<string, BusinessProcess<never>>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  #takenUp = 0;
  #keeping: Promise<void> | undefined;

  constructor({ instance = randomUUID(), ...options }: SagaOptions) {
    this.#options = {
      giveUpAfterMs: 10_000,
      retry: { base: 50, cap: 2_000 },
      patienceMs: 10_000,
      leaseMs: 10_000,
      onFailure: () => undefined,
      ...options,
    };
    this.#instance = `${instance}/`;
    const { unitOfWork, log, giveUpAfterMs, retry, onFailure } = this.#options;
    const owner = `${this.#instance}${randomUUID()}`;
    const retries = new RetryBudget(MOST_RETRIES);
    const { signal: stop } = this.#stop;
    this.#driving = { unitOfWork, log, giveUpAfterMs, retry, retries, onFailure, owner, stop };
  }

  executorOf<C extends object>(businessProcess: BusinessProcess<C>): Execute<C> {
    this.#known.set(businessProcess.name, businessProcess);
    return (id, context) => this.#execute(businessProcess, id, context);
  }

  /** Takes up those of its earlier lives, and from now on those of processes that have died. At most so many at a time. */
  async resume(): Promise<number> {
    const open = await this.#options.log.open();
    await this.#takeUp(this.#instance);
    this.#keepLeases();
    return open;
  }

  /** Unfinished sagas wait in the log. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#running, this.#keeping]);
  }

  async #execute<C extends object>(
    businessProcess: BusinessProcess<C>,
    id: string,
    context: C,
  ): Promise<BusinessProcessOutcome> {
    const saga: SagaRecord = {
      id: `${businessProcess.name}:${id}`,
      businessProcess: businessProcess.name,
      context,
      position: 0,
      direction: 'forward',
      refusal: null,
      startedAt: Date.now(),
    };
    const begun = await this.#options.unitOfWork.write(async () => {
      // It may have waited for the lock until its caller was told that nothing came of it.
      refuseIfLate(businessProcess.name);
      if (!(await businessProcess.begin(context))) return false;
      await this.#options.log.begin(saga, this.#lease());
      return true;
    });
    if (!begun) return { status: 'already-begun' };
    this.#keepLeases();
    const patience = timeLeft(this.#options.patienceMs) - ANSWER_MARGIN_MS;
    const decided = new Promise<BusinessProcessOutcome>((resolve) => {
      const passedPivot = () => resolve({ status: 'completed' });
      void this.#launch(businessProcess, saga, false, passedPivot).then(resolve);
    });
    return within(patience, decided, { status: 'pending' });
  }

  /** Outlives its caller: it has the caller's correlation id, but not its deadline. Never rejects. */
  #launch<C extends object>(
    businessProcess: BusinessProcess<C>,
    saga: SagaRecord,
    takenUp: boolean,
    passedPivot?: () => void,
  ): Promise<BusinessProcessOutcome> {
    const caller = currentCall();
    const call = {
      correlationId: caller?.correlationId ?? saga.id,
      ...(caller && { timings: caller.timings, span: caller.span }),
    };
    const drive = inCall(call, () =>
      new SagaDrive(businessProcess, saga, takenUp, this.#driving, passedPivot).run(),
    ).catch((error): BusinessProcessOutcome => {
      if (!(error instanceof Stopped)) this.#tell(saga.id, 'saga', saga.direction, error);
      return { status: 'pending' };
    });
    this.#running.add(drive);
    void drive.finally(() => this.#running.delete(drive));
    return drive;
  }

  /** Takes over what nobody drives, as much as there is room for. @param formerly see `Claim` */
  async #takeUp(formerly: string): Promise<void> {
    const { log, unitOfWork } = this.#options;
    const most = MOST_TAKEN_UP - this.#takenUp;
    if (most <= 0 || this.#stop.signal.aborted) return;
    const sagas = await unitOfWork.write(() =>
      log.takeOver(this.#lease(), { now: Date.now(), formerly, most }),
    );
    for (const saga of sagas) {
      const businessProcess = this.#known.get(saga.businessProcess);
      if (!businessProcess)
        throw new Error(`saga ${saga.id} is of an unknown business process ${saga.businessProcess}`);
      this.#takenUp += 1;
      // A call of its own: who looked for it does not wait for it.
      void this.#launch(businessProcess as BusinessProcess<object>, saga, true).finally(() => {
        this.#takenUp -= 1;
        // There may be more than there was room for.
        if (sagas.length === most)
          this.#takeUp(formerly).catch((error) => this.#tell('*', 'take up', '', error));
      });
    }
  }

  /** Renews the leases of what runs here, and looks for what nobody drives, until it is stopped. */
  #keepLeases(): void {
    this.#keeping ??= (async () => {
      const { log, unitOfWork, leaseMs } = this.#options;
      const { signal } = this.#stop;
      const wait = () => delay(leaseMs / RENEWALS, undefined, { signal, ref: false }).catch(() => undefined);
      for (await wait(); !signal.aborted; await wait()) {
        try {
          if (this.#running.size > 0) await unitOfWork.write(() => log.renew(this.#lease()));
          // Asked without the lock for writing, as there is hardly ever one.
          if ((await log.open()) > this.#running.size) await this.#takeUp('');
        } catch (error) {
          this.#tell('*', 'keep leases', '', error);
        }
      }
    })();
  }

  #lease(): Lease {
    return { owner: this.#driving.owner, until: Date.now() + this.#options.leaseMs };
  }

  #tell(saga: string, step: string, direction: string, error: unknown): void {
    this.#options.onFailure({ saga, step, direction, attempt: 0, error });
  }
}
