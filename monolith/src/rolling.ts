import type { Logger } from 'pino';
import { z } from 'zod';

/** What the process that started the primary may ask for: workers of another program. */
const rollCommand = z.object({
  type: z.literal('roll'),
  id: z.string(),
  /** Path of the program. */
  program: z.string(),
  /** How long a new worker may take until it serves. */
  readyMs: z.number().positive(),
  /** Whether to exchange the next worker alone that runs another program. Without, all are exchanged, whatever they run. */
  step: z.boolean().optional(),
});
type RollCommand = z.infer<typeof rollCommand>;

/** What becomes of a new worker: it serves, it does not in time, or its process ends before. */
export type Came = 'serves' | 'late' | 'ended';

/** A worker, as far as rolling is concerned with it. */
interface Worker {
  readonly name: string;
  /** Path of what it runs. */
  readonly program: string;
  servesWithin(ms: number): Promise<Came>;
  keep(): void;
  retire(signal: NodeJS.Signals, ms: number): Promise<void>;
}

interface Surroundings<W extends Worker> {
  readonly logger: Logger;
  /** Tells the process that started the primary. */
  readonly tell: (message: object) => void;
  /** How long an old worker may take to drain. */
  readonly drainMs: number;
  /** Starts a worker on trial, which runs the program in all of its lives. */
  readonly fork: (name: string, program: string) => W;
  /** Told when a new worker has come in the place of an old one. */
  readonly exchanged: () => void;
}

/**
 * Puts workers of another program in the place of a cluster's, one by one, while the cluster serves. A new worker serves before an old one drains. The
 * first that does not is ended, and the rest stay what they are. Whoever dies at any time is started again from its own program. A roll in steps ends
 * after each worker, so that somebody can watch that one before the next.
 */
export class Rolling<W extends Worker> {
  #rolls: Promise<void> = Promise.resolve();
  #ending = false;
  #onTrial: W | undefined;

  /** @param workers those of the cluster; they are exchanged in this list */
  constructor(
    private readonly workers: W[],
    private readonly around: Surroundings<W>,
  ) {}

  /** Does what a message of the process above asks for, one roll after the other. One that is no such command is left alone. */
  obey(message: unknown): void {
    const { data } = rollCommand.safeParse(message);
    if (!data) return;
    this.#rolls = this.#rolls
      .then(() => this.#roll(data))
      .catch((error: unknown) => this.#refuse(data, error instanceof Error ? error.message : String(error)));
  }

  /** Begins nothing more, and gives up the worker on trial. Resolves when the old one that drains has ended. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#onTrial?.retire('SIGKILL', this.around.drainMs);
    await this.#rolls;
  }

  async #roll(command: RollCommand): Promise<void> {
    const { id, program, readyMs, step = false } = command;
    const { logger, tell, drainMs, fork, exchanged } = this.around;
    for (const [place, old] of this.workers.entries()) {
      if (step && old.program === program) continue;
      if (this.#ending) return this.#refuse(command, 'the cluster ends');
      const startedAt = Date.now();
      const fresh = fork(old.name, program);
      this.#onTrial = fresh;
      const came = await fresh.servesWithin(readyMs);
      this.#onTrial = undefined;
      if (came !== 'serves') {
        await fresh.retire('SIGKILL', drainMs);
        return came === 'late'
          ? this.#refuse(command, `${old.name} did not serve within ${readyMs} ms`, true)
          : this.#refuse(command, `${old.name} ended before it served`);
      }
      const readyAt = Date.now();
      fresh.keep();
      this.workers[place] = fresh;
      exchanged();
      const toldAt = Date.now();
      await old.retire('SIGTERM', drainMs);
      tell({ type: 'part-replaced', id, part: old.name, startedAt, readyAt, toldAt, endedAt: Date.now() });
      if (step) break;
    }
    const left = this.workers.filter((worker) => worker.program !== program).length;
    if (left === 0) logger.info({ program }, 'all workers are of another program');
    tell({ type: 'rolled', id, left });
  }

  /** @param late whether a new worker was not ready in time, and nothing else was wrong */
  #refuse({ id, program }: RollCommand, reason: string, late = false): void {
    this.around.logger.error({ program, reason }, 'the workers stay what they are');
    this.around.tell({ type: 'roll-refused', id, reason, late });
  }
}
