const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** What is left of a body: so many bytes, chunks, or everything until the server closes the connection. */
type Framing = { remaining: number } | 'chunked' | 'until-close';

/**
 * Reads one HTTP/1.1 response (RFC 9112, 6) in whatever pieces it comes. It looks at no more than a load generator needs, as all
 * it does costs the driver CPU time for every request.
 */
export class ResponseReader {
  status = 0;
  serverTiming: string | undefined;
  /** Whether the connection may be used again afterwards. */
  keepAlive = true;
  /** Seconds after which the server closes an idle connection; undefined when it does not say. */
  idleSeconds: number | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #framing: Framing | undefined;
  readonly #body: Buffer[] = [];
  /** Bytes of the body that are still to be kept. */
  #wanted = 0;

  /** @param keeps how many bytes of the body of an answer with this status are of interest */
  constructor(private readonly keeps: (status: number) => number) {}

  /** The beginning of the body, as much of it as was of interest. */
  get body(): string {
    return this.#body.length === 0 ? '' : Buffer.concat(this.#body).toString();
  }

  /**
   * @param piece is not kept
   * @returns whether the response is complete
   * @throws when this is no HTTP/1.1 response, or goes on after its end
   */
  read(piece: Buffer): boolean {
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    this.#rest = Buffer.alloc(0);
    while (this.#framing === undefined) {
      const end = bytes.indexOf(END_OF_HEAD);
      if (end < 0) return this.#waitFor(bytes);
      this.#readHead(bytes.toString('latin1', 0, end));
      bytes = bytes.subarray(end + END_OF_HEAD.length);
    }
    if (this.#framing === 'until-close') return this.#keep(bytes);
    if (this.#framing === 'chunked') return this.#readChunks(bytes);
    this.#keep(bytes);
    this.#framing.remaining -= bytes.length;
    if (this.#framing.remaining < 0) throw new Error('more bytes than the response has');
    return this.#framing.remaining === 0;
  }

  /** @returns whether the end of the connection is the end of the response */
  closed(): boolean {
    return this.#framing === 'until-close';
  }

  #readHead(head: string): void {
    const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(head) ?? [];
    if (!status) throw new Error(`no HTTP response: ${head.slice(0, 40)}`);
    this.status = Number(status);
    // 1xx: the response proper is still to come.
    if (this.status < 200) return;
    this.#wanted = this.keeps(this.status);
    const timings = [...head.matchAll(/\r\nserver-timing:[ \t]*([^\r]*)/gi)].map(([, value]) => value);
    this.serverTiming = timings.length === 0 ? undefined : timings.join(', ');
    this.keepAlive = !/\r\nconnection:[ \t]*close/i.test(head);
    const idle = /\r\nkeep-alive:[^\r]*timeout=(\d+)/i.exec(head)?.[1];
    this.idleSeconds = idle === undefined ? undefined : Number(idle);
    this.#framing = this.#framingOf(head);
  }

  #framingOf(head: string): Framing {
    if (this.status === 204 || this.status === 304) return { remaining: 0 };
    if (/\r\ntransfer-encoding:[^\r]*chunked/i.test(head)) return 'chunked';
    const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1];
    return length === undefined ? 'until-close' : { remaining: Number(length) };
  }

  #readChunks(all: Buffer): boolean {
    let bytes = all;
    for (;;) {
      const end = bytes.indexOf('\r\n');
      if (end < 0) return this.#waitFor(bytes);
      const size = Number.parseInt(bytes.toString('latin1', 0, end), 16);
      if (Number.isNaN(size)) throw new Error('a chunk without a size');
      const data = end + 2;
      // Trailers end, like a head, with an empty line.
      if (size === 0) return bytes.indexOf(END_OF_HEAD, end) >= 0 || this.#waitFor(bytes);
      if (bytes.length < data + size + 2) return this.#waitFor(bytes);
      this.#keep(bytes.subarray(data, data + size));
      bytes = bytes.subarray(data + size + 2);
    }
  }

  #waitFor(bytes: Buffer): false {
    this.#rest = Buffer.from(bytes);
    return false;
  }

  #keep(bytes: Buffer): false {
    if (this.#wanted > 0 && bytes.length > 0) {
      const kept = Buffer.from(bytes.subarray(0, this.#wanted));
      this.#body.push(kept);
      this.#wanted -= kept.length;
    }
    return false;
  }
}
