import type { BusinessProcessRunner, Step } from '../../kernel/business-process.ts';
import { changedProcesses } from '../../kernel/changed-processes.ts';
import type { Outbox } from '../../kernel/events.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import type { ContextName } from '../stores.ts';
import type { Fault, Moment } from './fault.ts';
import type { InjectedFaults } from './injected.ts';

/** The point of an outbox, and that of an inbox. */
const OUTBOX = 'outbox';
const INBOX = 'inbox';

/** The points of a process that a fault may choose: operations of contexts, steps of business processes, outboxes and inboxes, each with its moments. */
export class Points {
  readonly #kinds = new Map<string, 'operation' | 'step' | 'outbox' | 'inbox'>();
  /** Contexts that run business processes: their operations have more than one commit, so that none of them is a point. */
  readonly #running = new Set<string>();

  constructor(
    private readonly injected: Pick<InjectedFaults, 'in'>,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  addOperation(context: string, point: string): void {
    this.#kinds.set(nameOf(context, point), 'operation');
  }

  steps(context: ContextName, runner: BusinessProcessRunner): BusinessProcessRunner {
    this.#running.add(context);
    return changedProcesses(runner, (businessProcess) => ({
      ...businessProcess,
      steps: businessProcess.steps.map((step) =>
        this.#onItsWay(context, `${businessProcess.name}.${step.name}`, step),
      ),
    }));
  }

  outbox(context: string, outbox: Outbox): Outbox {
    this.#kinds.set(nameOf(context, OUTBOX), 'outbox');
    return {
      ...outbox,
      delivered: async (ids) => {
        await this.#reach(context, OUTBOX, 'after-publish');
        return outbox.delivered(ids);
      },
    };
  }

  /** What a subscriber applies events in: its second moment is before the event is acknowledged. */
  inbox(context: string, unitOfWork: UnitOfWork): UnitOfWork {
    this.#kinds.set(nameOf(context, INBOX), 'inbox');
    return {
      write: (work) =>
        this.injected.in(context)?.at?.point === INBOX
          ? this.commit(context, INBOX, work)
          : unitOfWork.write(work),
      afterCommit: (hook) => unitOfWork.afterCommit(hook),
    };
  }

  /** Work that commits, or is part of a transaction that does, with its moments. What refuses commits nothing. */
  async commit<R>(context: string, point: string, work: () => Promise<R>): Promise<R> {
    const { unitOfWork } = this;
    const committed: Promise<void>[] = [];
    const result = await unitOfWork.write(async () => {
      const done = await work();
      if (isRefusal(done)) return done;
      await this.#reach(context, point, 'before-commit');
      unitOfWork.afterCommit(() => {
        const reached = this.#reach(context, point, 'after-commit');
        // Within a transaction of the caller's nobody is left to hear that it failed.
        reached.catch(() => undefined);
        committed.push(reached);
      });
      return done;
    });
    await Promise.all(committed);
    return result;
  }

  /** Why a fault cannot be where it is asked for; undefined where it can. */
  reasonAgainst(place: string, fault: Fault): string | undefined {
    if (!('point' in fault)) return undefined;
    const { point, moment } = fault;
    const known = this.#kinds.get(nameOf(place, point));
    if (known === undefined) return `${place} has no point ${point}`;
    if (known === 'operation' && this.#running.has(place))
      return `${point} has more than one commit: choose a step of a business process`;
    return (known === 'outbox') === (moment === 'after-publish')
      ? undefined
      : `${point} has no moment ${moment}`;
  }

  /** A step as others carry it out, with the points of it and of its undoing. */
  #onItsWay<C>(context: ContextName, point: string, step: Step<C>): Step<C> {
    const { undo } = step;
    const run = this.#point(context, point, step.local, step.run.bind(step));
    return undo
      ? { ...step, run, undo: this.#point(context, `${point}.undo`, false, undo.bind(step)) }
      : { ...step, run };
  }

  /** @param local whether the work is part of a transaction of its caller's; it commits elsewhere without */
  #point<C, R>(
    context: ContextName,
    point: string,
    local: boolean | undefined,
    work: (context: C) => Promise<R>,
  ): (context: C) => Promise<R> {
    this.#kinds.set(nameOf(context, point), 'step');
    return async (given) => {
      if (this.injected.in(context)?.at?.point !== point) return work(given);
      if (local) return this.commit(context, point, () => work(given));
      await this.#reach(context, point, 'before-commit');
      const result = await work(given);
      if (!isRefusal(result)) await this.#reach(context, point, 'after-commit');
      return result;
    };
  }

  /** Meets the fault that has chosen this moment of this point, if there is one. */
  async #reach(place: string, point: string, moment: Moment): Promise<void> {
    const { at, obstacle } = this.injected.in(place) ?? {};
    if (at?.point === point && at.moment === moment) await obstacle?.();
  }
}

const nameOf = (place: string, point: string): string => `${place} ${point}`;

/** As contexts and steps answer: a refusal has changed nothing. */
const isRefusal = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'ok' in result && result.ok === false;
