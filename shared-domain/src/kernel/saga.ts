import type {
  BusinessProcess,
  BusinessProcessOutcome,
  BusinessProcessRunner,
  Execute,
  Step,
} from './business-process.ts';
import { currentCall, inCall, timeLeft } from './call-context.ts';
import { backoff, pause, within } from './deadline.ts';
import { type Refusal, refused } from './result.ts';
import type { SagaLog, SagaRecord } from './saga-log.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export interface SagaOptions {
  readonly unitOfWork: UnitOfWork;
  readonly log: SagaLog;
  /** How long a step that can still be taken back is tried, before the saga takes it back. ms. */
  readonly giveUpAfterMs?: number;
  /** Backoff between attempts at a step. ms. */
  readonly retry?: { readonly base: number; readonly cap: number };
  /** The longest that an execution keeps its caller waiting when the caller set no deadline of its own. ms. */
  readonly patienceMs?: number;
  /** Told of every attempt that threw. */
  readonly onFailure?: (info: {
    saga: string;
    step: string;
    direction: string;
    attempt: number;
    error: unknown;
  }) => void;
}

/** Part of the caller's deadline that is reserved for the answer's way back. ms. */
const ANSWER_MARGIN_MS = 150;

class Stopped extends Error {}

/**
 * Runs business processes durably, step by step, and takes them back in reverse order when a step refuses.
 *
 * The log says which step comes next; since every step is idempotent, repeating the one that was under way when the
 * process was killed is safe, and {@link resume} does just that. An attempt that throws is *indeterminate*: it is tried
 * again, and when patience ends before the pivot, taken back although it may never have happened.
 */
export class Saga implements BusinessProcessRunner {
  readonly #options: Required<SagaOptions>;
  readonly #known = new Map<string, BusinessProcess<never>>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();

  constructor(options: SagaOptions) {
    this.#options = {
      giveUpAfterMs: 10_000,
      retry: { base: 50, cap: 2_000 },
      patienceMs: 10_000,
      onFailure: () => undefined,
      ...options,
    };
  }

  executorOf<C extends object>(businessProcess: BusinessProcess<C>): Execute<C> {
    this.#known.set(businessProcess.name, businessProcess);
    return (id, context) => this.#execute(businessProcess, id, context);
  }

  async resume(): Promise<number> {
    const unfinished = await this.#options.log.unfinished();
    for (const saga of unfinished) {
      const businessProcess = this.#known.get(saga.businessProcess);
      if (!businessProcess)
        throw new Error(`saga ${saga.id} is of an unknown business process ${saga.businessProcess}`);
      // The log stores what its executor was given, so the context is of its type.
      void this.#launch(businessProcess as BusinessProcess<object>, saga);
    }
    return unfinished.length;
  }

  /** Unfinished sagas wait in the log. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
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
      if (!(await businessProcess.begin(context))) return false;
      await this.#options.log.begin(saga);
      return true;
    });
    if (!begun) return { status: 'already-begun' };
    const patience = timeLeft(this.#options.patienceMs) - ANSWER_MARGIN_MS;
    return within(patience, this.#launch(businessProcess, saga), { status: 'pending' });
  }

  /** Outlives its caller: it has the caller's correlation id, but not its deadline. Never rejects. */
  #launch<C extends object>(
    businessProcess: BusinessProcess<C>,
    saga: SagaRecord,
  ): Promise<BusinessProcessOutcome> {
    const caller = currentCall();
    const call = {
      correlationId: caller?.correlationId ?? saga.id,
      ...(caller && { timings: caller.timings }),
    };
    const drive = inCall(call, () => this.#drive(businessProcess, saga)).catch(
      (error): BusinessProcessOutcome => {
        if (!(error instanceof Stopped)) {
          this.#options.onFailure({
            saga: saga.id,
            step: 'saga',
            direction: saga.direction,
            attempt: 0,
            error,
          });
        }
        return { status: 'pending' };
      },
    );
    this.#running.add(drive);
    void drive.finally(() => this.#running.delete(drive));
    return drive;
  }

  async #drive<C extends object>(
    businessProcess: BusinessProcess<C>,
    saga: SagaRecord,
  ): Promise<BusinessProcessOutcome> {
    const context = saga.context as C;
    if (saga.direction === 'backward') {
      return this.#backward(businessProcess, context, {
        ...saga,
        refusal: saga.refusal ?? { code: 'unknown', detail: '' },
      });
    }
    const pivot = businessProcess.refused ? businessProcess.steps.findIndex((step) => step.pivot) : -1;
    const { steps } = businessProcess;
    for (let position = saga.position; position < steps.length; position += 1) {
      const step = steps[position] as Step<C>;
      const giveUpAt =
        position <= pivot ? saga.startedAt + this.#options.giveUpAfterMs : Number.POSITIVE_INFINITY;
      const result = await this.#attempt(saga.id, step, 'forward', giveUpAt, () =>
        step.local ? this.#runLocal(businessProcess, step, context, saga.id, position) : step.run(context),
      );
      if (!result?.ok) {
        if (position > pivot)
          throw new Error(`${saga.id}: ${step.name} refused after the point of no return: ${result?.code}`);
        // A step that gave no answer may have happened, so it is taken back too; one that refused changed nothing.
        const from = result ? position - 1 : position;
        const refusal = result ?? refused('service-unavailable', `${step.name} got no answer`);
        return this.#turnRound(businessProcess, context, saga, from, refusal);
      }
      // The next local step stores the progress together with its own effect.
      if (!step.local && !steps[position + 1]?.local)
        await this.#persist(saga.id, step.name, () => this.#store(businessProcess, saga.id, position + 1));
    }
    return { status: 'completed' };
  }

  /** A local step and the record of it are one transaction; a refusal records nothing. */
  #runLocal<C extends object>(
    businessProcess: BusinessProcess<C>,
    step: Step<C>,
    context: C,
    sagaId: string,
    position: number,
  ) {
    return this.#options.unitOfWork.write(async () => {
      const result = await step.run(context);
      if (result.ok) await this.#store(businessProcess, sagaId, position + 1);
      return result;
    });
  }

  #store<C extends object>(businessProcess: BusinessProcess<C>, id: string, position: number): Promise<void> {
    const { log } = this.#options;
    if (position === businessProcess.steps.length) return log.end(id);
    return log.advance({ id, position, direction: 'forward', refusal: null });
  }

  async #turnRound<C extends object>(
    businessProcess: BusinessProcess<C>,
    context: C,
    saga: SagaRecord,
    from: number,
    refusal: Refusal<string>,
  ) {
    const turned = { ...saga, position: from, direction: 'backward' as const, refusal };
    await this.#persist(saga.id, 'turn round', () => this.#options.log.advance(turned));
    return this.#backward(businessProcess, context, turned);
  }

  async #backward<C extends object>(
    businessProcess: BusinessProcess<C>,
    context: C,
    saga: SagaRecord & { readonly refusal: { readonly code: string; readonly detail: string } },
  ): Promise<BusinessProcessOutcome> {
    for (let position = saga.position; position >= 0; position -= 1) {
      const step = businessProcess.steps[position];
      if (step?.undo)
        await this.#attempt(saga.id, step, 'backward', Number.POSITIVE_INFINITY, async () =>
          step.undo?.(context),
        );
    }
    const refusal = refused(saga.refusal.code, saga.refusal.detail);
    await this.#persist(saga.id, 'record the refusal', async () => {
      await businessProcess.refused?.(context, refusal);
      await this.#options.log.end(saga.id);
    });
    return { status: 'refused', refusal };
  }

  /** A write to the saga's own database, tried until it succeeds. */
  async #persist(sagaId: string, name: string, write: () => Promise<void>): Promise<void> {
    const step = { name: `log ${name}` };
    await this.#attempt(sagaId, step, 'forward', Number.POSITIVE_INFINITY, () =>
      this.#options.unitOfWork.write(write),
    );
  }

  /** Tries until `work` does not throw. @returns undefined when `giveUpAt` (epoch ms) has passed. @throws Stopped */
  async #attempt<T>(
    saga: string,
    step: { readonly name: string },
    direction: SagaRecord['direction'],
    giveUpAt: number,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      if (this.#stop.signal.aborted) throw new Stopped();
      try {
        return await work();
      } catch (error) {
        this.#options.onFailure({ saga, step: step.name, direction, attempt, error });
      }
      if (Date.now() >= giveUpAt) return undefined;
      await pause(backoff(attempt, this.#options.retry), this.#stop.signal);
    }
  }
}
