import { DependencyFailure } from './dependency-failure.ts';
import { begunNow, type Lease, type SagaLog, type SagaRecord } from './saga-log.ts';

/** Business processes that are accepted at once, and carried out when their turn comes. */
export interface Acceptance {
  /** Their names. */
  readonly of: readonly string[];
  /** So many may be open at most: what waits longer than anybody wants is no service to him. */
  readonly most: number;
  /** Says, in the transaction that accepts one, that it is to be carried out. @param id as its executor was told */
  readonly announce: (id: string) => Promise<void>;
}

/** The owner, in the log, of what was accepted and not taken up yet. */
export const ACCEPTED = 'accepted';

/** What nobody has taken up for so long was forgotten by the process that was told of it. It is taken over as what a dead process leaves. ms. */
const FORGOTTEN_MS = 600_000;

/** What is written of one that is accepted. @param id as its executor was told */
export const acceptedNow = (
  name: string,
  id: string,
  context: object,
): { readonly saga: SagaRecord; readonly lease: Lease } => ({
  saga: begunNow(name, id, context),
  lease: { owner: ACCEPTED, until: Date.now() + FORGOTTEN_MS },
});

/** A count is used for so long: the more are open, the dearer counting is, and accepting holds the lock for writing. ms. */
const COUNT_MS = 100;

/**
 * Keeps what is open within a bound. What ends, and what other processes accept, it sees at the next count; so it may be wrong by what happens in
 * a tenth of a second.
 */
export class Backlog {
  #open = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  /** @param most so many may be open */
  constructor(
    private readonly log: Pick<SagaLog, 'open'>,
    private readonly most: number,
  ) {}

  /** To be called in the transaction that accepts one, which nothing is left of then. @throws DependencyFailure (`unavailable`) when too many are open */
  async add(name: string): Promise<void> {
    const now = performance.now();
    if (now - this.#countedAt >= COUNT_MS) {
      this.#open = await this.log.open();
      this.#countedAt = now;
    }
    if (this.#open >= this.most)
      throw new DependencyFailure(
        name,
        'unavailable',
        `${name} was not begun: ${this.#open} are open already`,
      );
    this.#open += 1;
  }
}
