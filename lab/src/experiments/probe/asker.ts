import type { Pool } from 'undici';
import type { Answered, AskOptions } from '../../scenario/probe.ts';
import type { HttpResponse, Operation, PlannedRequest } from '../../scenario/workload.ts';

const DEADLINE_MS = 10_000;

/** Sends a probe's requests, and keeps their history. Each finds a connection of its own: none waits behind another one's answer. */
export class Asker {
  readonly history: Operation[] = [];
  /** What the clock of this process's time shows at zero. */
  readonly #epochMs = Date.now() - performance.now();
  #asked = 0;

  private constructor(
    private readonly pool: Pool,
    private readonly signal: AbortSignal,
  ) {}

  /** @param signal ends what is under way; what is awaited then rejects with its reason */
  static async open(url: string, signal: AbortSignal): Promise<Asker> {
    const { Pool } = await import('undici');
    return new Asker(new Pool(url, { connections: null, headersTimeout: 0, bodyTimeout: 0 }), signal);
  }

  /** Requests that were sent. */
  get asked(): number {
    return this.#asked;
  }

  /** Epoch milliseconds with fractions. */
  now = (): number => this.#epochMs + performance.now();

  /** See `ProbeBench.ask`. */
  ask = async (
    { endpoint, expect, method, path, headers = {}, body }: PlannedRequest,
    { deadlineMs = DEADLINE_MS, observe }: AskOptions = {},
  ): Promise<Answered> => {
    this.signal.throwIfAborted();
    const iteration = this.#asked++;
    const giveUp = AbortSignal.timeout(deadlineMs);
    const signal = AbortSignal.any([this.signal, giveUp]);
    const startedAt = this.now();
    const answer = await this.pool
      .request({ method, path, headers: { ...headers }, body: body ?? null, signal })
      .then(async (response) => ({ status: response.statusCode, body: await response.body.text() }))
      .catch((): HttpResponse => ({ status: 0, body: '' }));
    this.signal.throwIfAborted();
    const endedAt = this.now();
    const outcome = outcomeOf(answer.status, expect);
    const observed = answer.status === 0 ? undefined : observe?.(answer);
    const line = { iteration, step: 0, endpoint, outcome, startedAt, endedAt };
    this.history.push(observed === undefined ? line : { ...line, observed });
    return { ...answer, outcome, startedAt, endedAt };
  };

  /** Ends all connections. Never throws. */
  async close(): Promise<void> {
    await this.pool.destroy().catch(() => undefined);
  }
}

/** A refusal is certain; after anything else that was not expected the request may have been carried out all the same. */
function outcomeOf(status: number, expected: readonly number[]): Operation['outcome'] {
  if (expected.includes(status)) return 'ok';
  return status >= 400 && status < 500 ? 'failed' : 'indeterminate';
}
