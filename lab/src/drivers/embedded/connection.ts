import { connect, type Socket } from 'node:net';
import type { PlannedRequest } from '../../scenario/workload.ts';
import { ResponseReader } from './response-reader.ts';

const BUFFER_BYTES = 16 * 1024;
/** Without a word of the server's about it. */
const IDLE_SECONDS = 5;
/** A connection that the server is about to close is not used any more: the request would fail through no fault of the server's. */
const MARGIN_MS = 1_000;

/** What becomes of a request. Exactly one of `answered` and `failed` is called, unless the connection is destroyed first. */
export interface Recipient {
  /** How many bytes of the body of an answer with this status are of interest. */
  keeps(status: number): number;
  /** The request has been written to an open connection. */
  sent(): void;
  answered(response: ResponseReader): void;
  /** @param what the error's code, e.g. `ECONNRESET` */
  failed(what: string, example: string): void;
}

interface Owner {
  /** It can take the next request. */
  free(): void;
  gone(): void;
}

/** One connection, with one request under way at most. */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #connected = false;
  #unsent: string | undefined;
  #recipient: Recipient | undefined;
  #reader: ResponseReader | undefined;
  #staleAt = Number.POSITIVE_INFINITY;

  constructor(
    address: { readonly host: string; readonly port: number },
    private readonly owner: Owner,
  ) {
    this.#host = `${address.host}:${address.port}`;
    this.#socket = connect({
      ...address,
      noDelay: true,
      // Read straight into one buffer: a stream of chunks costs more than what is in them.
      onread: {
        buffer: Buffer.allocUnsafe(BUFFER_BYTES),
        callback: (size, bytes) => this.#read(size, bytes),
      },
    });
    this.#socket.on('connect', () => {
      this.#connected = true;
      if (this.#unsent !== undefined) this.#write(this.#unsent);
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#fail(error.code ?? error.name, error.message),
    );
    this.#socket.on('close', () => {
      if (this.#reader?.closed()) this.#complete(this.#reader);
      this.#fail('ECONNRESET', 'the server closed the connection');
      owner.gone();
    });
  }

  send(request: PlannedRequest, recipient: Recipient): void {
    this.#recipient = recipient;
    this.#reader = new ResponseReader(recipient.keeps);
    const text = serialize(request, this.#host);
    if (this.#connected) this.#write(text);
    else this.#unsent = text;
  }

  isFresh(): boolean {
    return performance.now() < this.#staleAt;
  }

  /** Nobody is told of a request that was under way. */
  destroy(): void {
    this.#recipient = undefined;
    this.#reader = undefined;
    this.#socket.destroy();
  }

  #write(text: string): void {
    this.#unsent = undefined;
    this.#recipient?.sent();
    this.#socket.write(text);
  }

  #read(size: number, bytes: Uint8Array): boolean {
    const reader = this.#reader;
    try {
      if (reader?.read(Buffer.from(bytes.buffer, bytes.byteOffset, size))) this.#complete(reader);
    } catch (error) {
      this.#fail('EPROTO', error instanceof Error ? error.message : String(error));
      this.#socket.destroy();
    }
    return true;
  }

  #complete(response: ResponseReader): void {
    const recipient = this.#recipient;
    this.#recipient = undefined;
    this.#reader = undefined;
    recipient?.answered(response);
    if (!response.keepAlive || response.closed()) {
      this.#socket.destroy();
      return;
    }
    this.#staleAt = performance.now() + (response.idleSeconds ?? IDLE_SECONDS) * 1000 - MARGIN_MS;
    this.owner.free();
  }

  #fail(what: string, example: string): void {
    const recipient = this.#recipient;
    this.#recipient = undefined;
    this.#reader = undefined;
    recipient?.failed(what, example);
  }
}

function serialize({ method, path, headers = {}, body }: PlannedRequest, host: string): string {
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  if (body === undefined || body === null) return `${head}\r\n`;
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
