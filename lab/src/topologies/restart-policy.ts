const FIRST_MS = 100;
const CAP_MS = 2_000;
/** A process that has lived this long has recovered: its next death is a new story. ms. */
const RECOVERED_MS = 10_000;
const MOST_DEATHS = 10;
const WITHIN_MS = 60_000;

/**
 * How soon one process is started again after it died: after 100 ms, doubled with each death up to 2 s, and 100 ms again once
 * it has lived for ten seconds. In the way of supervisors such as systemd or Kubernetes (which wait longer), and without jitter,
 * which is for many that start at once.
 */
export class RestartPolicy {
  #waitMs = FIRST_MS;
  #deaths: number[] = [];

  /**
   * @param startedAt when it was started, in ms on any clock
   * @param diedAt when it died, on the same clock
   * @returns milliseconds to wait before the next start; `give-up` at the tenth death within a minute
   */
  afterDeath(startedAt: number, diedAt: number): number | 'give-up' {
    this.#deaths = [...this.#deaths.filter((at) => diedAt - at < WITHIN_MS), diedAt];
    if (this.#deaths.length >= MOST_DEATHS) return 'give-up';
    if (diedAt - startedAt >= RECOVERED_MS) this.#waitMs = FIRST_MS;
    const wait = this.#waitMs;
    this.#waitMs = Math.min(2 * wait, CAP_MS);
    return wait;
  }
}
