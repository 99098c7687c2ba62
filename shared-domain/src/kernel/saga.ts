import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ACCEPTED, type Acceptance, acceptedNow, Backlog } from './acceptance.ts';
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
import { begunNow, type Lease, type SagaLog, type SagaRecord, sagaIdOf } from './saga-log.ts';
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
  /** Which business processes are carried out later, see {@link Saga.claim}; none without. */
  readonly acceptance?: Acceptance | undefined;
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
  readonly #options: Required<Omit<SagaOptions, 'instance' | 'acceptance'>>;
  readonly #acceptance: Acceptance | undefined;
  readonly #instance: string;
  readonly #driving: Driving;
  readonly #known = new Map<string, BusinessProcess<never>>();
  readonly #running = new Set<Promise<unknown>>();
  /** Of those that were accepted, what was taken up here and does not run yet. */
  readonly #claimed = new Map<string, SagaRecord>();
  readonly #stop = new AbortController();
  #takenUp = 0;
  #keeping: Promise<void> | undefined;

  constructor({ instance = randomUUID(), acceptance, ...options }: SagaOptions) {
    this.#acceptance = acceptance;
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
    const { name } = businessProcess;
    this.#known.set(name, businessProcess);
    const acceptance = this.#acceptance;
    if (!acceptance?.of.includes(name)) return (id, context) => this.#execute(businessProcess, id, context);
    const backlog = new Backlog(this.#options.log, acceptance.most);
    return (id, context) =>
      this.#accept(businessProcess, id, context, async () => {
        await backlog.add(name);
        await acceptance.announce(id);
      });
  }

  /** Takes up those of its earlier lives, and from now on those of processes that have died. At most so many at a time. */
  async resume(): Promise<number> {
    const { log, unitOfWork } = this.#options;
    const open = await log.open();
    // Nobody tells of what an earlier life has accepted: it is for whoever has room.
    if (!this.#acceptance && open > 0) await unitOfWork.write(() => log.renew({ owner: ACCEPTED, until: 0 }));
    await this.#takeUp(this.#instance);
    this.#keepLeases();
    return open;
  }

  /** Takes up one that was accepted, in the ambient transaction; {@link carryOut} goes on with it. What somebody has taken up is his. */
  async claim(name: string, id: string): Promise<void> {
    const saga = await this.#options.log.claim(sagaIdOf(name, id), ACCEPTED, this.#lease());
    if (saga) this.#claimed.set(saga.id, saga);
  }

  /** Drives one that was claimed here, up to its end. Never rejects. */
  async carryOut(name: string, id: string): Promise<void> {
    const saga = this.#claimed.get(sagaIdOf(name, id));
    if (!saga) return;
    this.#claimed.delete(saga.id);
    await this.#launch(this.#knownAs(saga), saga, false);
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
    const saga = begunNow(businessProcess.name, id, context);
    const begun = await this.#begin(businessProcess, context, { saga, lease: this.#lease() });
    if (!begun) return { status: 'already-begun' };
    this.#keepLeases();
    const patience = timeLeft(this.#options.patienceMs) - ANSWER_MARGIN_MS;
    const decided = new Promise<BusinessProcessOutcome>((resolve) => {
      const passedPivot = () => resolve({ status: 'completed' });
      void this.#launch(businessProcess, saga, false, passedPivot).then(resolve);
    });
    return within(patience, decided, { status: 'pending' });
  }

  /** The caller is answered when the beginning is on the disk, together with the word that it is to be carried out. */
  async #accept<C extends object>(
    businessProcess: BusinessProcess<C>,
    id: string,
    context: C,
    announce: () => Promise<void>,
  ): Promise<BusinessProcessOutcome> {
    const note = acceptedNow(businessProcess.name, id, context);
    const begun = await this.#begin(businessProcess, context, note, announce);
    return { status: begun ? 'pending' : 'already-begun' };
  }

  /** @returns false when it had begun before */
  #begin<C extends object>(
    businessProcess: BusinessProcess<C>,
    context: C,
    { saga, lease }: { readonly saga: SagaRecord; readonly lease: Lease },
    announce?: () => Promise<void>,
  ): Promise<boolean> {
    return this.#options.unitOfWork.write(async () => {
      // It may have waited for the lock until its caller was told that nothing came of it.
      refuseIfLate(businessProcess.name);
      if (!(await businessProcess.begin(context))) return false;
      if (announce) await announce();
      await this.#options.log.begin(saga, lease);
      return true;
    });
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
      ...(caller && { timings: caller.timings, span: caller.span, token: caller.token }),
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
      const businessProcess = this.#knownAs(saga);
      this.#takenUp += 1;
      // A call of its own: who looked for it does not wait for it.
      void this.#launch(businessProcess, saga, true).finally(() => {
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

  #knownAs({ id, businessProcess }: SagaRecord): BusinessProcess<object> {
    const known = this.#known.get(businessProcess);
    if (!known) throw new Error(`saga ${id} is of an unknown business process ${businessProcess}`);
    return known as BusinessProcess<object>;
  }

  #lease(): Lease {
    return { owner: this.#driving.owner, until: Date.now() + this.#options.leaseMs };
  }

  #tell(saga: string, step: string, direction: string, error: unknown): void {
    this.#options.onFailure({ saga, step, direction, attempt: 0, error });
  }
}
