const FIRST_MS = 100;
const CAP_MS = 2_000;
/** A process that has lived this long has recovered: its next death is a new story. ms. */
const RECOVERED_MS = 10_000;

/**
 * How soon a process that this one keeps is started again after it died: after 100 ms, doubled with each death up to 2 s, and 100 ms
 * again once it has lived for ten seconds. The lab starts dead services again by the same rule (`RestartPolicy`). With another rule a
 * comparison of both would compare supervisors; `scripts/restarts.test.ts` holds them together. It never gives up: what watches this
 * process decides that.
 */
export class RestartPause {
  #waitMs = FIRST_MS;

  /**
   * @param startedAt when it was started, in ms on any clock
   * @param diedAt when it died, on the same clock
   * @returns milliseconds to wait before the next start
   */
  afterDeath(startedAt: number, diedAt: number): number {
    if (diedAt - startedAt >= RECOVERED_MS) this.#waitMs = FIRST_MS;
    const wait = this.#waitMs;
    this.#waitMs = Math.min(2 * wait, CAP_MS);
    return wait;
  }
}
