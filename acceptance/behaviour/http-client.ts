import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface Ask {
  /** GET unless told. */
  readonly method?: string;
  /** Path and query, sent byte for byte: nothing normalizes `..` or encodes anything. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Bearer token. */
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; give the Content-Type in `headers`. */
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly ask: Ask;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** From the request's start to the last byte. */
  readonly tookMs: number;
  /** @throws SyntaxError when the body is not JSON. */
  json(): unknown;
}

/** The longest any request may take before the suite calls it lost. ms. */
const DEADLINE_MS = 20_000;
/** An idle connection is given up before the server does that, after 5 s: a request sent at that moment would fail for no fault of the shop. ms. */
const IDLE_MS = 2_500;

/**
 * An HTTP/1.1 client that sends what it is told. `fetch` will not do: it cleans up paths, refuses headers and hides
 * which connection it uses, and it is just what is wrong with a request that the suite is about.
 */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  readonly #base: URL;

  constructor(base: string) {
    this.#base = new URL(base);
  }

  send(ask: Ask): Promise<Answer> {
    const body = ask.json === undefined ? ask.body : JSON.stringify(ask.json);
    const streamed = ask.headers?.['transfer-encoding'] !== undefined;
    const headers: OutgoingHttpHeaders = {
      ...(ask.json !== undefined && { 'content-type': 'application/json' }),
      ...(body !== undefined && !streamed && { 'content-length': Buffer.byteLength(body) }),
      ...(ask.token !== undefined && { authorization: `Bearer ${ask.token}` }),
      ...ask.headers,
    };
    const method = ask.method ?? 'GET';
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const target = {
        host: this.#base.hostname,
        port: this.#base.port,
        agent: this.#agent,
        method,
        path: ask.path,
        headers,
      };
      const call = request(target, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            ask,
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            tookMs: performance.now() - started,
            json: () => JSON.parse(text),
          });
        });
      });
      call.setTimeout(DEADLINE_MS, () =>
        call.destroy(new Error(`${method} ${ask.path}: no answer in ${DEADLINE_MS} ms`)),
      );
      // Once the answer has come (a body that is too large, say), trouble with the rest of the request does not matter.
      call.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed the idle connection while the request was on its way: it is sent again, as Node's documentation of
        // `reusedSocket` advises. This ends, as each try uses up a connection, and a fresh one that is reset is an error.
        if (call.reusedSocket && error.code === 'ECONNRESET') resolve(this.send(ask));
        else reject(error);
      });
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
