import type { HttpResponse, PlannedRequest } from '../../scenario/workload.ts';
import type { Load } from '../driver.ts';
import { MOST_ANSWERS } from '../iteration.ts';
import type { Outcome } from '../sample.ts';
import { Connection } from './connection.ts';
import { nsToMs } from './schedule.ts';

/** How a request ended. */
export interface Answer {
  readonly outcome: Outcome;
  /** Milliseconds from when it was on its connection; undefined when it never was. */
  readonly service: number | undefined;
  readonly endedNs: bigint;
  readonly serverTiming: string | undefined;
  /** The status and body of an answer that was expected, where bodies are read; undefined otherwise. */
  readonly response: HttpResponse | undefined;
}

const EXAMPLE_LENGTH = 300;
/** No character takes more bytes. */
const CHARACTER_BYTES = 4;
/** So many that one too many is seen. */
const MOST_BYTES = CHARACTER_BYTES * (MOST_ANSWERS + 1);

/** Deadlines are looked after this often: cheaper than a timer for each request, and precise enough for 10 s. */
const SWEEP_MS = 100;

/**
 * HTTP/1.1 with keep-alive and no pipelining, as browsers use it. Written on sockets: a general client's machinery takes more
 * CPU time for a request than the request does.
 */
export class HttpClient {
  readonly #address: { readonly host: string; readonly port: number };
  readonly #most: number;
  readonly #spread: boolean;
  readonly #timeoutNs: bigint;
  readonly #open = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #waiting: UnderWay[] = [];
  readonly #underWay = new Set<UnderWay>();
  readonly #sweeper: NodeJS.Timeout;

  /**
   * @param options see `Load`
   * @param readsBodies of answers that are expected: it costs CPU time
   */
  constructor(
    url: string,
    options: Pick<Load, 'connections' | 'timeoutMs' | 'spread'>,
    private readonly readsBodies = false,
  ) {
    const { hostname, port } = new URL(url);
    this.#address = { host: hostname, port: Number(port || 80) };
    this.#most = options.connections;
    this.#spread = options.spread ?? false;
    this.#timeoutNs = BigInt(Math.round(options.timeoutMs * 1e6));
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
  }

  /** Never throws: whatever goes wrong is an answer. `ended` is called exactly once. */
  send(request: PlannedRequest, intendedNs: bigint, ended: (answer: Answer) => void): void {
    const exchange = new UnderWay(request, intendedNs + this.#timeoutNs, this.readsBodies, (answer) => {
      this.#underWay.delete(exchange);
      ended(answer);
    });
    this.#underWay.add(exchange);
    this.#waiting.push(exchange);
    this.#assign();
  }

  close(): void {
    clearInterval(this.#sweeper);
    for (const connection of this.#open) connection.destroy();
  }

  /** Gives waiting requests, the oldest first, to connections. */
  #assign(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (!next.settled) {
        const connection = this.#connection();
        if (!connection) return;
        next.sendOn(connection);
      }
      this.#waiting.shift();
    }
  }

  /** One that is idle, the one used last first, so that fewer stay in use; or spread out over as many as there may be. */
  #connection(): Connection | undefined {
    if (this.#spread) return this.#newConnection() ?? this.#idleConnection(() => this.#idle.shift());
    return this.#idleConnection(() => this.#idle.pop()) ?? this.#newConnection();
  }

  #idleConnection(next: () => Connection | undefined): Connection | undefined {
    for (let connection = next(); connection; connection = next()) {
      if (connection.isFresh()) return connection;
      connection.destroy();
    }
    return undefined;
  }

  #newConnection(): Connection | undefined {
    if (this.#open.size >= this.#most) return undefined;
    const connection: Connection = new Connection(this.#address, {
      free: () => {
        this.#idle.push(connection);
        this.#assign();
      },
      gone: () => {
        this.#open.delete(connection);
        const place = this.#idle.indexOf(connection);
        if (place >= 0) this.#idle.splice(place, 1);
        this.#assign();
      },
    });
    this.#open.add(connection);
    return connection;
  }

  #sweep(): void {
    const now = process.hrtime.bigint();
    for (const exchange of this.#underWay) if (exchange.deadlineNs <= now) exchange.giveUp();
  }
}

/** One request and its response. */
class UnderWay {
  settled = false;
  #connection: Connection | undefined;
  #sentNs: bigint | undefined;

  constructor(
    private readonly request: PlannedRequest,
    readonly deadlineNs: bigint,
    private readonly readsBody: boolean,
    private readonly ended: (answer: Answer) => void,
  ) {}

  sendOn(connection: Connection): void {
    const { expect } = this.request;
    this.#connection = connection;
    connection.send(this.request, {
      keeps: (status) => {
        if (!expect.includes(status)) return CHARACTER_BYTES * EXAMPLE_LENGTH;
        return this.readsBody ? MOST_BYTES : 0;
      },
      sent: () => {
        this.#sentNs = process.hrtime.bigint();
      },
      answered: ({ status, serverTiming, body }) => {
        if (expect.includes(status)) {
          this.#settle({ kind: 'ok' }, serverTiming, this.readsBody ? { status, body } : undefined);
        } else {
          const example = body.slice(0, EXAMPLE_LENGTH);
          this.#settle({ kind: 'error', what: String(status), example }, serverTiming);
        }
      },
      failed: (what, example) => this.#settle({ kind: 'error', what, example }),
    });
  }

  giveUp(): void {
    this.#settle({ kind: 'timeout' });
    // Its answer may still come, and would be taken for the next one's.
    this.#connection?.destroy();
  }

  #settle(outcome: Outcome, serverTiming?: string, response?: HttpResponse): void {
    if (this.settled) return;
    this.settled = true;
    const endedNs = process.hrtime.bigint();
    const service = this.#sentNs === undefined ? undefined : nsToMs(endedNs - this.#sentNs);
    this.ended({ outcome, service, endedNs, serverTiming, response });
  }
}
