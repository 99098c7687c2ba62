import type { BusinessProcess, BusinessProcessOutcome, Step } from './business-process.ts';
import { backoff, pause } from './deadline.ts';
import { Overtaken } from './overtaken.ts';
import { type Refusal, type Result, refused } from './result.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Driver, SagaLog, SagaRecord } from './saga-log.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** What every saga of an instance is driven with. */
export interface Driving {
  readonly unitOfWork: UnitOfWork;
  readonly log: SagaLog;
  /** Who drives, as the log knows it. */
  readonly owner: string;
  /** How long the steps that can still be taken back are tried, before the saga takes them back. While nobody drives it, nothing is tried. ms. */
  readonly giveUpAfterMs: number;
  /** Backoff between attempts at a step. ms. */
  readonly retry: { readonly base: number; readonly cap: number };
  /** Shared by all sagas of the instance. */
  readonly retries: RetryBudget;
  /** Told of every attempt that threw. */
  readonly onFailure: (info: {
    readonly saga: string;
    readonly step: string;
    readonly direction: string;
    readonly attempt: number;
    readonly error: unknown;
  }) => void;
  /** Puts the saga down between two attempts. */
  readonly stop: AbortSignal;
}

/** A saga, and how its driver has come by it. */
export interface Taken {
  readonly saga: SagaRecord;
  /** When its lease ends, unless that is renewed. Epoch ms. */
  readonly until: number;
  /** Whether somebody else, or an earlier life, has driven it before: the step where it stands may have been tried already. */
  readonly takenUp: boolean;
}

/** The saga was put down; the next life takes it up. */
export class Stopped extends Error {}

/** Why an order is rejected whose step never answered. */
const NO_ANSWER = 'no-answer';

interface Attempted<T> {
  /** Undefined when it was given up. */
  readonly value: T | undefined;
  /** Whether an attempt before threw: what it did is not known. */
  readonly doubtful: boolean;
}

/**
 * One saga on its way, from where the log has it to its end. It takes no step when its lease has ended: somebody else may drive the saga by then.
 */
export class SagaDrive<C extends object> {
  /** Epoch ms. */
  readonly #begunAt = Date.now();
  readonly #saga: SagaRecord;
  readonly #takenUp: boolean;
  /** Epoch ms. */
  #until: number;

  /** @param passedPivot told when the business process has been decided for good; what is left needs no caller to wait */
  constructor(
    private readonly businessProcess: BusinessProcess<C>,
    { saga, until, takenUp }: Taken,
    private readonly by: Driving,
    private readonly passedPivot: () => void = () => undefined,
  ) {
    this.#saga = saga;
    this.#until = until;
    this.#takenUp = takenUp;
  }

  /** The log has made the lease end later (epoch ms), if it had not ended by `now`. */
  renewed(until: number, now: number): void {
    if (this.#until > now) this.#until = Math.max(this.#until, until);
  }

  /** @throws {Stopped}; {Overtaken} when the saga is not this owner's any more */
  run(): Promise<BusinessProcessOutcome> {
    const { direction, position, refusal } = this.#saga;
    return direction === 'backward'
      ? this.#backward(position, refused(refusal?.code ?? 'unknown', refusal?.detail ?? ''))
      : this.#forward();
  }

  async #forward(): Promise<BusinessProcessOutcome> {
    const { steps } = this.businessProcess;
    const pivot = this.businessProcess.refused ? steps.findIndex((step) => step.pivot) : -1;
    for (let position = this.#saga.position; position < steps.length; position += 1) {
      const step = steps[position] as Step<C>;
      const giveUpAt = position <= pivot ? this.#begunAt + this.by.giveUpAfterMs : Number.POSITIVE_INFINITY;
      const { value: result, doubtful } = await this.#attempt(step.name, 'forward', giveUpAt, () =>
        step.local ? this.#runLocal(step, position) : step.run(this.#context),
      );
      if (!result?.ok) {
        if (position > pivot)
          throw new Error(
            `${this.#saga.id}: ${step.name} refused after the point of no return: ${result?.code}`,
          );
        // A step that refused has changed nothing. But an attempt before it that gave no answer may have, or may still: with several
        // instances of a service, the two can have gone to different ones. So may one of an earlier life.
        const clean = result && !doubtful && !(this.#takenUp && position === this.#saga.position);
        const why = result ?? refused(NO_ANSWER, `${step.name} gave no answer`);
        return this.#turnRound(clean ? position - 1 : position, why);
      }
      // The next local step stores the progress together with its own effect.
      if (!step.local && !steps[position + 1]?.local)
        await this.#persist(step.name, () => this.#store(position + 1));
      if (position === pivot) this.passedPivot();
    }
    return { status: 'completed' };
  }

  /** A local step and the record of it are one transaction; a refusal records nothing. */
  #runLocal(step: Step<C>, position: number): Promise<Result<unknown, string>> {
    return this.by.unitOfWork.write(async () => {
      const result = await step.run(this.#context);
      if (result.ok) await this.#store(position + 1);
      return result;
    });
  }

  async #store(position: number): Promise<void> {
    const { log, owner } = this.by;
    const { id } = this.#saga;
    const stored =
      position === this.businessProcess.steps.length
        ? await log.end(id, this.#writer)
        : await log.advance({ id, position, direction: 'forward', refusal: null }, this.#writer);
    if (!stored) throw new Overtaken(id, `it is not ${owner}'s at step ${position}`);
  }

  async #turnRound(position: number, refusal: Refusal<string>): Promise<BusinessProcessOutcome> {
    const { log, owner } = this.by;
    const { code, detail } = refusal;
    const turned = { id: this.#saga.id, position, direction: 'backward', refusal: { code, detail } } as const;
    await this.#persist('turn round', async () => {
      if (!(await log.advance(turned, this.#writer)))
        throw new Overtaken(this.#saga.id, `it is not ${owner}'s to take back`);
    });
    return this.#backward(position, refusal);
  }

  async #backward(from: number, refusal: Refusal<string>): Promise<BusinessProcessOutcome> {
    const { log, owner } = this.by;
    for (let position = from; position >= 0; position -= 1) {
      const step = this.businessProcess.steps[position];
      if (step?.undo)
        await this.#attempt(step.name, 'backward', Number.POSITIVE_INFINITY, async () =>
          step.undo?.(this.#context),
        );
    }
    await this.#persist('record the refusal', async () => {
      await this.businessProcess.refused?.(this.#context, refusal);
      if (!(await log.end(this.#saga.id, this.#writer)))
        throw new Overtaken(this.#saga.id, `it is not ${owner}'s to end`);
    });
    return { status: 'refused', refusal };
  }

  /** A write to the saga's own database, tried until it succeeds. */
  async #persist(name: string, write: () => Promise<void>): Promise<void> {
    await this.#attempt(`log ${name}`, 'forward', Number.POSITIVE_INFINITY, () =>
      this.by.unitOfWork.write(write),
    );
  }

  /** Tries until `work` does not throw, or until `giveUpAt` (epoch ms) has passed. @throws {Stopped}, {Overtaken} */
  async #attempt<T>(
    step: string,
    direction: SagaRecord['direction'],
    giveUpAt: number,
    work: () => Promise<T>,
  ): Promise<Attempted<T>> {
    const { stop, retry, retries, onFailure } = this.by;
    for (let attempt = 0; ; attempt += 1) {
      try {
        if (attempt === 0) return { value: await this.#asDriver(work), doubtful: false };
        const retried = await retries.spend(`${step} ${direction}`, giveUpAt, () => this.#asDriver(work));
        return { value: retried?.value, doubtful: true };
      } catch (error) {
        if (error instanceof Overtaken || error instanceof Stopped) throw error;
        onFailure({ saga: this.#saga.id, step, direction, attempt, error });
      }
      if (Date.now() >= giveUpAt) return { value: undefined, doubtful: true };
      await pause(backoff(attempt, retry), stop);
    }
  }

  /** @throws at once {Stopped}, {Overtaken} */
  #asDriver<T>(work: () => Promise<T>): Promise<T> {
    const { stop, owner } = this.by;
    if (stop.aborted) throw new Stopped();
    if (Date.now() >= this.#until) throw new Overtaken(this.#saga.id, `the lease of ${owner} has ended`);
    return work();
  }

  get #writer(): Driver {
    return { owner: this.by.owner, now: Date.now() };
  }

  /** The log stores what its executor was given, so the context is of its type. */
  get #context(): C {
    return this.#saga.context as C;
  }
}
