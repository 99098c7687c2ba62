import { ACCEPTED, type Acceptance, acceptedNow, Backlog } from './acceptance.ts';
import type {
  BusinessProcess,
  BusinessProcessOutcome,
  BusinessProcessRunner,
  Execute,
} from './business-process.ts';
import { inCall, refuseIfLate, withBudget } from './call-context.ts';
import { backoff, pause, within } from './deadline.ts';
import { DependencyFailure, isOutage } from './dependency-failure.ts';
import { ATTEMPTS } from './events.ts';
import { Rollback } from './local-transaction.ts';
import { type Refusal, refused } from './result.ts';
import type { SagaLog, SagaRecord } from './saga-log.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface LocalQueueDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly log: SagaLog;
  /** What is not accepted first is run by this one. */
  readonly direct: BusinessProcessRunner;
  readonly acceptance: Pick<Acceptance, 'of' | 'most'>;
  /** An attempt that has not ended after so long has failed: it keeps all other writers waiting. ms. */
  readonly attemptMs?: number;
  /** Told of every attempt that threw. */
  readonly onFailure?: (info: {
    readonly saga: string;
    readonly attempt: number;
    readonly error: unknown;
  }) => void;
}

const RETRY = { base: 50, cap: 2_000 };
/** So often somebody who has nothing to do looks for what others have left. ms. */
const LOOK_MS = 5_000;
/** So many at a time. */
const LOOK_AT_MOST = 100;
const NO_ANSWER = refused('no-answer', 'it failed again and again');
/** A process that carries out in a transaction has the note only for that time: when it dies, all is as before. */
const AT_WORK = { owner: 'local-queue', until: Number.MAX_SAFE_INTEGER };

/**
 * Accepts business processes at once, and carries them out one after the other, in the order in which they came, each in one local transaction.
 *
 *     request: begin + note ─ commit ─ answered            worker: note removed + all steps ─ commit
 *
 * The note is in the log of sagas, though none of them is one: nothing is ever half done.
 */
export class LocalQueue implements BusinessProcessRunner {
  readonly #deps: Required<LocalQueueDependencies>;
  readonly #known = new Map<string, BusinessProcess<never>>();
  /** Ids of notes, the oldest first. While the log has more of them, newly accepted notes stay in the log until their turn comes. */
  #waiting = new Set<string>();
  #moreInLog = false;
  readonly #backlog: Backlog;
  readonly #stop = new AbortController();
  #idle = new AbortController();
  #working: Promise<void> = Promise.resolve();

  constructor(deps: LocalQueueDependencies) {
    this.#deps = { attemptMs: 5_000, onFailure: () => undefined, ...deps };
    this.#backlog = new Backlog(deps.log, deps.acceptance.most);
  }

  executorOf<C extends object>(businessProcess: BusinessProcess<C>): Execute<C> {
    const { acceptance, direct } = this.#deps;
    // An earlier life may have accepted what is answered now.
    this.#known.set(businessProcess.name, businessProcess);
    if (!acceptance.of.includes(businessProcess.name)) return direct.executorOf(businessProcess);
    return (id, context) => this.#accept(businessProcess, id, context);
  }

  /** Carries out what an earlier life has accepted, and from now on what is accepted here. */
  async resume(): Promise<number> {
    await this.#deps.direct.resume();
    const open = await this.#deps.log.open();
    this.#working = this.#work();
    return open;
  }

  /** Ends after the one under way; the others wait for the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#idle.abort();
    await this.#working;
    await this.#deps.direct.stop();
  }

  async #accept<C extends object>(
    businessProcess: BusinessProcess<C>,
    id: string,
    context: C,
  ): Promise<BusinessProcessOutcome> {
    const { unitOfWork, log } = this.#deps;
    const begun = await unitOfWork.write(async () => {
      // It may have waited for the lock until its caller was told that nothing came of it.
      refuseIfLate(businessProcess.name);
      if (!(await businessProcess.begin(context))) return false;
      await this.#backlog.add(businessProcess.name);
      const { saga, lease } = acceptedNow(businessProcess.name, id, context);
      await log.begin(saga, lease);
      unitOfWork.afterCommit(() => this.#add(saga.id));
      return true;
    });
    return { status: begun ? 'pending' : 'already-begun' };
  }

  #add(id: string): void {
    if (!this.#moreInLog) this.#waiting.add(id);
    this.#idle.abort();
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const [id] = this.#waiting;
      if (id !== undefined) {
        await inCall({ correlationId: id }, () => this.#carryOut(id));
        this.#waiting.delete(id);
        continue;
      }
      await this.#look();
      if (this.#waiting.size > 0) continue;
      // What was accepted meanwhile has ended the pause before it began.
      await pause(LOOK_MS, this.#idle.signal);
      if (!signal.aborted) this.#idle = new AbortController();
    }
  }

  /** Finds what was accepted by an earlier life, or by another process. */
  async #look(): Promise<void> {
    const { log, onFailure } = this.#deps;
    this.#moreInLog = false;
    try {
      const ids = await log.idsOf(ACCEPTED, LOOK_AT_MOST);
      this.#moreInLog = ids.length === LOOK_AT_MOST;
      // What was accepted during the look comes behind.
      this.#waiting = new Set(this.#moreInLog ? ids : [...ids, ...this.#waiting]);
    } catch (error) {
      onFailure({ saga: '*', attempt: 0, error });
    }
  }

  /**
   * One that fails is tried some times, and refused then. An outage says nothing about it, however long that lasts. What cannot even be refused is
   * left for a later look, as others wait behind it. Never rejects.
   */
  async #carryOut(id: string): Promise<void> {
    const { onFailure } = this.#deps;
    let refusal: Refusal<string> | undefined;
    for (let attempt = 0, failures = 0; !this.#stop.signal.aborted; attempt += 1) {
      try {
        if (refusal) return await this.#refuse(id, refusal);
        await this.#transact(id, async (saga) => {
          for (const step of this.#knownAs(saga).steps) {
            const result = await step.run(saga.context);
            if (!result.ok) throw new Rollback(result);
          }
        });
        return;
      } catch (error) {
        if (error instanceof Rollback) {
          refusal = error.refusal;
          continue;
        }
        onFailure({ saga: id, attempt, error });
        if (!isOutage(error)) failures += 1;
        if (failures >= ATTEMPTS) refusal ??= NO_ANSWER;
        if (failures >= 2 * ATTEMPTS) return;
      }
      await pause(backoff(attempt, RETRY), this.#stop.signal);
    }
  }

  async #refuse(id: string, refusal: Refusal<string>): Promise<void> {
    await this.#transact(id, async (saga) => {
      await this.#knownAs(saga).refused?.(saga.context, refusal);
    });
  }

  /** Does work and removes the note in one transaction; nothing where somebody else has done it. The calls of the work know how long it has. */
  #transact(id: string, work: (saga: SagaRecord) => Promise<unknown>): Promise<void> {
    const { unitOfWork, log, attemptMs } = this.#deps;
    return unitOfWork.write(async () => {
      const saga = await log.claim(id, ACCEPTED, AT_WORK);
      if (!saga) return;
      // Work without an end would be tried for ever as an outage, and keep all others waiting.
      const late = new DependencyFailure(
        saga.businessProcess,
        'failed',
        `it has not ended in ${attemptMs} ms`,
      );
      const worked = withBudget(attemptMs, () => work(saga));
      if ((await within(attemptMs, worked, late)) === late) throw late;
      await log.end(id, { owner: AT_WORK.owner, now: Date.now() });
    });
  }

  #knownAs({ id, businessProcess }: SagaRecord): BusinessProcess<object> {
    const known = this.#known.get(businessProcess);
    if (!known) throw new Error(`${id} is of an unknown business process ${businessProcess}`);
    return known as BusinessProcess<object>;
  }
}
