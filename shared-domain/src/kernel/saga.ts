import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ACCEPTED, type Acceptance, acceptedNow, Backlog } from './acceptance.ts';
import type {
  BusinessProcess,
  BusinessProcessOutcome,
  BusinessProcessRunner,
  Execute,
} from './business-process.ts';
import { refuseIfLate, timeLeft } from './call-context.ts';
import { within } from './deadline.ts';
import { RetryBudget } from './retry-budget.ts';
import type { Driving, Taken } from './saga-drive.ts';
import { SagaDrives } from './saga-drives.ts';
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
/** So many sagas of others, or of an earlier life, are driven at once. After an outage there may be many, and what was down must not be flooded. */
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
 * Several processes may share a log. Each saga is leased to the one that drives it. Whose lease has ended takes no step more, and no write of his
 * changes anything: every write names its owner, and counts while the lease lasts.
 */
export class Saga implements BusinessProcessRunner {
  readonly #options: Required<Omit<SagaOptions, 'instance' | 'acceptance'>>;
  readonly #acceptance: Acceptance | undefined;
  readonly #instance: string;
  readonly #owner: string;
  readonly #known = new Map<string, BusinessProcess<never>>();
  readonly #drives: SagaDrives;
  /** Of those that were accepted, what was taken up here and does not run yet. */
  readonly #claimed = new Map<string, Taken>();
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
    this.#owner = `${this.#instance}${randomUUID()}`;
    const retries = new RetryBudget(MOST_RETRIES);
    const driving: Driving = { ...this.#options, retries, owner: this.#owner, stop: this.#stop.signal };
    this.#drives = new SagaDrives(driving, this.#options.leaseMs);
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
    if (open > 0)
      await unitOfWork.write(async () => {
        await log.release(this.#instance, this.#owner);
        // Nobody tells of what an earlier life has accepted: an instance with room takes it.
        if (!this.#acceptance) await log.release(ACCEPTED);
      });
    await this.#takeUp();
    this.#keepLeases();
    return open;
  }

  /** Takes up one that was accepted, in the ambient transaction; {@link carryOut} goes on with it. What somebody has taken up is his. */
  async claim(name: string, id: string): Promise<void> {
    const { log, unitOfWork } = this.#options;
    const lease = this.#drives.lease();
    const saga = await log.claim(sagaIdOf(name, id), ACCEPTED, lease);
    // A transaction that does not commit leaves it to others.
    if (saga)
      unitOfWork.afterCommit(() => this.#claimed.set(saga.id, { saga, until: lease.until, takenUp: false }));
  }

  /** Drives one that was claimed here, up to its end. Never rejects. */
  async carryOut(name: string, id: string): Promise<void> {
    const taken = this.#claimed.get(sagaIdOf(name, id));
    if (!taken) return;
    this.#claimed.delete(taken.saga.id);
    await this.#drives.launch(this.#knownAs(taken.saga), taken);
  }

  /** Unfinished sagas wait in the log until an instance looks for them. */
  async stop(): Promise<void> {
    const { log, unitOfWork } = this.#options;
    this.#stop.abort();
    await Promise.all([this.#drives.ended(), this.#keeping]);
    try {
      if ((await log.open()) > 0) await unitOfWork.write(() => log.release(this.#owner));
    } catch (error) {
      this.#tell('release leases', error);
    }
  }

  async #execute<C extends object>(
    businessProcess: BusinessProcess<C>,
    id: string,
    context: C,
  ): Promise<BusinessProcessOutcome> {
    const begun = await this.#begin(businessProcess, context, () => ({
      saga: begunNow(businessProcess.name, id, context),
      lease: this.#drives.lease(),
    }));
    if (!begun) return { status: 'already-begun' };
    this.#keepLeases();
    const patience = timeLeft(this.#options.patienceMs) - ANSWER_MARGIN_MS;
    const taken = { saga: begun.saga, until: begun.lease.until, takenUp: false };
    const decided = new Promise<BusinessProcessOutcome>((resolve) => {
      const passedPivot = () => resolve({ status: 'completed' });
      void this.#drives.launch(businessProcess, taken, passedPivot).then(resolve);
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
    const note = () => acceptedNow(businessProcess.name, id, context);
    const begun = await this.#begin(businessProcess, context, note, announce);
    return { status: begun ? 'pending' : 'already-begun' };
  }

  /** @returns what was noted, with a lease that begins with the transaction; undefined when it had begun before */
  #begin<C extends object>(
    businessProcess: BusinessProcess<C>,
    context: C,
    note: () => { readonly saga: SagaRecord; readonly lease: Lease },
    announce?: () => Promise<void>,
  ): Promise<ReturnType<typeof note> | undefined> {
    return this.#options.unitOfWork.write(async () => {
      // It may have waited for the lock until its caller was told that nothing came of it.
      refuseIfLate(businessProcess.name);
      if (!(await businessProcess.begin(context))) return undefined;
      if (announce) await announce();
      const noted = note();
      await this.#options.log.begin(noted.saga, noted.lease);
      return noted;
    });
  }

  /** Takes over what nobody drives, as much as there is room for. What is driven here is not taken up before that has ended. */
  async #takeUp(): Promise<void> {
    const { log, unitOfWork } = this.#options;
    const most = MOST_TAKEN_UP - this.#takenUp;
    if (most <= 0) return;
    // Somebody else may look while this one waits for the log.
    this.#takenUp += most;
    const found = await unitOfWork
      .write(async () => {
        if (this.#stop.signal.aborted) return [];
        const { owner, until } = this.#drives.lease();
        const except = [...this.#drives.ids, ...this.#claimed.keys()];
        const sagas = await log.takeOver({ owner, until }, { now: Date.now(), except, most });
        return sagas.map((saga) => ({ saga, until, businessProcess: this.#knownAs(saga) }));
      })
      .catch((error) => {
        this.#takenUp -= most;
        throw error;
      });
    this.#takenUp -= most - found.length;
    // A call of its own: who looked for it does not wait for it.
    for (const { saga, until, businessProcess } of found)
      void this.#drives.launch(businessProcess, { saga, until, takenUp: true }).finally(() => {
        this.#takenUp -= 1;
        // There may be more than there was room for.
        if (found.length === most) this.#takeUp().catch((error) => this.#tell('take up', error));
      });
  }

  /** Renews the leases of what runs here, and looks for what nobody drives, until it is stopped. */
  #keepLeases(): void {
    this.#keeping ??= (async () => {
      const { log, leaseMs } = this.#options;
      const { signal } = this.#stop;
      const wait = () => delay(leaseMs / RENEWALS, undefined, { signal, ref: false }).catch(() => undefined);
      for (await wait(); !signal.aborted; await wait()) {
        try {
          await this.#drives.renew();
          // Asked without the lock for writing, as there is hardly ever one.
          if ((await log.open()) > this.#drives.ids.length) await this.#takeUp();
        } catch (error) {
          this.#tell('keep leases', error);
        }
      }
    })();
  }

  #knownAs({ id, businessProcess }: SagaRecord): BusinessProcess<object> {
    const known = this.#known.get(businessProcess);
    if (!known) throw new Error(`saga ${id} is of an unknown business process ${businessProcess}`);
    return known as BusinessProcess<object>;
  }

  #tell(step: string, error: unknown): void {
    this.#options.onFailure({ saga: '*', step, direction: '', attempt: 0, error });
  }
}
