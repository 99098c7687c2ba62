import { type Dispatcher, Pool } from 'undici';
import type { PlannedRequest } from '../../scenario/workload.ts';
import type { Outcome } from '../sample.ts';
import { nsToMs } from './schedule.ts';

/** How a request ended. */
export interface Answer {
  readonly outcome: Outcome;
  /** Milliseconds from when it was on its connection; undefined when it never was. */
  readonly service: number | undefined;
  readonly endedNs: bigint;
  readonly serverTiming: string | undefined;
}

const EXAMPLE_LENGTH = 300;
/** Deadlines are looked after this often: cheaper than a timer for each request, and precise enough for 10 s. */
const SWEEP_MS = 100;

/** HTTP/1.1 with keep-alive and no pipelining, as browsers use it. */
export class HttpClient {
  readonly #pool: Pool;
  readonly #timeoutNs: bigint;
  readonly #underWay = new Set<Exchange>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(url: string, options: { readonly connections: number; readonly timeoutMs: number }) {
    this.#pool = new Pool(url, {
      connections: options.connections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#timeoutNs = BigInt(Math.round(options.timeoutMs * 1e6));
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
  }

  /** Never throws: whatever goes wrong is an answer. `ended` is called exactly once. */
  send(request: PlannedRequest, intendedNs: bigint, ended: (answer: Answer) => void): void {
    const exchange = new Exchange(request, intendedNs + this.#timeoutNs, (answer) => {
      this.#underWay.delete(exchange);
      ended(answer);
    });
    this.#underWay.add(exchange);
    const { method, path, headers = {}, body = null } = request;
    this.#pool.dispatch({ method, path, headers: { ...headers }, body }, exchange);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await this.#pool.destroy();
  }

  #sweep(): void {
    const now = process.hrtime.bigint();
    for (const exchange of this.#underWay) if (exchange.deadlineNs <= now) exchange.giveUp();
  }
}

/** One request and its response, on undici's lowest level: everything above it costs the driver CPU. */
class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #sentNs: bigint | undefined;
  #status = 0;
  #serverTiming: string | undefined;
  #unexpectedBody = '';
  #settled = false;

  constructor(
    private readonly request: PlannedRequest,
    readonly deadlineNs: bigint,
    private readonly ended: (answer: Answer) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('given up before it was sent'));
    else this.#sentNs = process.hrtime.bigint();
  }

  onResponseStart(
    _controller: unknown,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#serverTiming = headers['server-timing']?.toString();
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#isExpected() || this.#unexpectedBody.length >= EXAMPLE_LENGTH) return;
    this.#unexpectedBody += chunk.toString();
  }

  onResponseEnd(): void {
    const example = this.#unexpectedBody.slice(0, EXAMPLE_LENGTH);
    const error = { kind: 'error', what: String(this.#status), example } as const;
    this.#settle(this.#isExpected() ? { kind: 'ok' } : error);
  }

  onResponseError(_controller: unknown, error: Error): void {
    const what = (error as NodeJS.ErrnoException).code ?? error.name;
    this.#settle({ kind: 'error', what, example: error.message });
  }

  giveUp(): void {
    this.#settle({ kind: 'timeout' });
    this.#controller?.abort(new Error('no answer before the deadline'));
  }

  #isExpected(): boolean {
    return this.request.expect.includes(this.#status);
  }

  #settle(outcome: Outcome): void {
    if (this.#settled) return;
    this.#settled = true;
    const endedNs = process.hrtime.bigint();
    const service = this.#sentNs === undefined ? undefined : nsToMs(endedNs - this.#sentNs);
    this.ended({ outcome, service, endedNs, serverTiming: this.#serverTiming });
  }
}
