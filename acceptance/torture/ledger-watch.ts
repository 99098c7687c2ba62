import { setTimeout as delay } from 'node:timers/promises';
import type { Books } from '@lab/scenarios/shop/books';
import { ledgerMistakes } from '@lab/scenarios/shop/checkers/money';

const EVERY_MS = 50;
/** Who is to answer may be dead, or stand still. ms. */
const PATIENCE_MS = 5_000;

/**
 * Reads the ledger again and again, as staff, from its start until it is stopped. Whatever goes wrong around it, each answer must add up: it is of one
 * moment of one database.
 */
export class LedgerWatch {
  /** Answers so far. */
  reads = 0;
  /** What was wrong with them. */
  readonly mistakes: string[] = [];
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;

  /** @param market the shop's address, and a token of staff */
  constructor(private readonly market: { readonly url: string; readonly staff: string }) {
    this.#watching = this.#watch();
  }

  /** Never rejects. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // Nobody is there just now, or the payments are not.
      const ledger = await this.#read().catch(() => undefined);
      if (ledger) {
        this.reads += 1;
        this.mistakes.push(...ledgerMistakes(ledger).map(({ en }) => en));
      }
      await delay(EVERY_MS);
    }
  }

  async #read(): Promise<Books['ledger'] | undefined> {
    const { url, staff } = this.market;
    const answer = await fetch(`${url}/ledger`, {
      headers: { authorization: `Bearer ${staff}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = await answer.text();
    return answer.status === 200 ? (JSON.parse(body) as Books['ledger']) : undefined;
  }
}
