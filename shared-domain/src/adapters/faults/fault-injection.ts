import type { BusinessProcessRunner, Step } from '../../kernel/business-process.ts';
import { changedProcesses } from '../../kernel/changed-processes.ts';
import type { Outbox } from '../../kernel/events.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import type { Interceptor } from '../offer.ts';
import type { ContextName } from '../stores.ts';
import { type Obstacle, takeEffect } from './effects.ts';
import { addressed, command, EDGE, type Fault, type FaultPlace, type Moment, type Report } from './fault.ts';
import { Tally } from './tally.ts';

/** Does a write, and whatever else there is to do with it. */
export type AroundWrite = <T>(write: () => Promise<T>) => Promise<T>;

/** Makes contexts fail on demand. For experiments only. */
export interface Faults {
  /** Around a context: nothing, until a fault is injected into it. */
  readonly interceptor: Interceptor;
  /** Around the steps of business processes, as points that a fault may choose. */
  steps(context: ContextName, runner: BusinessProcessRunner): BusinessProcessRunner;
  /** Around a context's outbox, as such a point. */
  outbox(context: string, outbox: Outbox): Outbox;
  /** For a process that has an edge: what each request meets there, until a fault is injected nothing; undefined where none can be. */
  atEdge(): Obstacle | undefined;
  /** Around what a context writes once it has decided: nothing, until `hold` is injected there. */
  aroundWrite(context: ContextName): AroundWrite;
  /** Ends every fault, as a process does that is to end itself. */
  clear(): void;
}

/** Contexts as they are. */
export const NO_FAULTS: Faults = {
  interceptor: (_operation, next) => next,
  steps: (_context, runner) => runner,
  outbox: (_context, outbox) => outbox,
  atEdge: () => undefined,
  aroundWrite: () => (write) => write(),
  clear: () => undefined,
};

/** The process in which the contexts live, as far as faults are concerned with it. */
export interface Host {
  readonly unitOfWork: UnitOfWork;
  /** Writes all data of a context anew, as they are, in the ambient transaction. */
  rewrite(context: ContextName): Promise<unknown>;
  /** Tells the process that injects faults. Resolves when the report has left this one; never rejects. */
  report(report: Report): Promise<void>;
  /** Ends the process at once, without a chance to tidy up. */
  die(): void;
  /** Told when a fault could not take effect. */
  onFailure(info: { readonly context: string; readonly kind: Fault['kind']; readonly error: unknown }): void;
}

interface Injected {
  readonly kind: Fault['kind'];
  readonly obstacle: Obstacle | undefined;
  /** Where alone it is met; at every call without. */
  readonly at: { readonly point: string; readonly moment: Moment } | undefined;
  /** Whether a write has met it: one does. */
  met: boolean;
  over(): void;
  end(): void;
}

/** The point of an outbox. */
const OUTBOX = 'outbox';

/** The contexts of one process, and its edge if it has one, and the faults in them: one at a time in each. */
export class FaultInjection implements Faults {
  readonly #places = new Set<string>();
  readonly #points = new Map<string, 'operation' | 'step' | 'outbox'>();
  /** Contexts that run business processes: their operations have more than one commit, so that none of them is a point. */
  readonly #running = new Set<string>();
  readonly #writers = new Set<string>();
  readonly #injected = new Map<string, Injected>();

  constructor(private readonly host: Host) {}

  readonly interceptor: Interceptor = ({ context, pattern }, next) => {
    this.#places.add(context);
    this.#points.set(nameOf(context, pattern), 'operation');
    return async (payload) => {
      const injected = this.#injected.get(context);
      if (injected?.kind === 'hold') return next(payload);
      if (injected?.at === undefined) await injected?.obstacle?.();
      else if (injected.at.point === pattern) return this.#commit(context, pattern, () => next(payload));
      return next(payload);
    };
  };

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
    this.#points.set(nameOf(context, OUTBOX), 'outbox');
    return {
      ...outbox,
      delivered: async (ids) => {
        await this.#reach(context, OUTBOX, 'after-publish');
        return outbox.delivered(ids);
      },
    };
  }

  atEdge(): Obstacle {
    this.#places.add(EDGE);
    return async () => this.#injected.get(EDGE)?.obstacle?.();
  }

  aroundWrite(context: ContextName): AroundWrite {
    this.#writers.add(context);
    return async (write) => {
      const injected = this.#injected.get(context);
      if (injected?.kind !== 'hold' || injected.met) return write();
      injected.met = true;
      await injected.obstacle?.();
      try {
        return await write();
      } finally {
        injected.over();
      }
    };
  }

  clear(): void {
    for (const { end } of this.#injected.values()) end();
    this.#injected.clear();
  }

  /** Does what a message asks for, and answers it. A message that is no command for faults is left alone. */
  async obey(message: unknown): Promise<void> {
    const parsed = command.safeParse(message);
    if (!parsed.success) {
      const to = addressed.safeParse(message);
      const reason = parsed.error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; ');
      if (to.success) await this.host.report({ type: 'fault-refused', id: to.data.id, reason });
      return;
    }
    const { data } = parsed;
    if (data.type === 'clear-faults') {
      this.clear();
      return this.host.report({ type: 'fault-cleared', id: data.id });
    }
    const reason = this.#reasonAgainst(data.context, data.fault);
    if (reason !== undefined) return this.host.report({ type: 'fault-refused', id: data.id, reason });
    this.#inject(data.context, data.fault);
    return this.host.report({ type: 'fault-armed', id: data.id });
  }

  #reasonAgainst(place: FaultPlace, fault: Fault): string | undefined {
    if (!this.#places.has(place)) return `${place} does not live in this process`;
    if (place === EDGE && fault.kind === 'hold-writer')
      return `the ${EDGE} keeps no data, so it has no writer to hold`;
    if (fault.kind === 'hold' && !this.#writers.has(place)) return `writes of ${place} cannot be held`;
    if (!('point' in fault)) return undefined;
    const { point, moment } = fault;
    const known = this.#points.get(nameOf(place, point));
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
    this.#points.set(nameOf(context, point), 'step');
    return async (given) => {
      if (this.#injected.get(context)?.at?.point !== point) return work(given);
      if (local) return this.#commit(context, point, () => work(given));
      await this.#reach(context, point, 'before-commit');
      const result = await work(given);
      if (!isRefusal(result)) await this.#reach(context, point, 'after-commit');
      return result;
    };
  }

  /** Work that commits, or is part of a transaction that does, with its moments. What refuses commits nothing. */
  async #commit<R>(context: string, point: string, work: () => Promise<R>): Promise<R> {
    const { unitOfWork } = this.host;
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

  /** Meets the fault that has chosen this moment of this point, if there is one. */
  async #reach(place: string, point: string, moment: Moment): Promise<void> {
    const { at, obstacle } = this.#injected.get(place) ?? {};
    if (at?.point === point && at.moment === moment) await obstacle?.();
  }

  /** In the place of the one that is there. */
  #inject(context: FaultPlace, fault: Fault): void {
    this.#injected.get(context)?.end();
    const { host } = this;
    const { kind } = fault;
    const tally = new Tally((count, at) => host.report({ type: 'fault-bit', context, kind, count, at }));
    const clearing = new AbortController();
    const over = () => void host.report({ type: 'fault-over', context, kind, at: Date.now() });
    const obstacle = takeEffect(fault, {
      context,
      unitOfWork: host.unitOfWork,
      rewrite: () => (context === EDGE ? Promise.resolve() : host.rewrite(context)),
      bite: () => tally.add(),
      over,
      die: () => host.die(),
      cleared: clearing.signal,
      onFailure: (error) => host.onFailure({ context, kind, error }),
    });
    const end = () => {
      clearing.abort();
      void tally.flush();
    };
    const at = 'point' in fault ? { point: fault.point, moment: fault.moment } : undefined;
    this.#injected.set(context, { kind, obstacle, at, met: false, over, end });
  }
}

const nameOf = (place: string, point: string): string => `${place} ${point}`;

/** As contexts and steps answer: a refusal has changed nothing. */
const isRefusal = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'ok' in result && result.ok === false;
