import { connect, type Socket } from 'node:net';

const CONNECT_MS = 2_000;
const RECONNECT_MS = 100;
const LINE_END = Buffer.from('\r\n');

/** What Memcached answers a command of its meta protocol. */
export interface Reply {
  /** `HD`: done. `VA`: here is a value. `EN`: there is none. `NS`, `EX`, `NF`: not stored, changed meanwhile, not found. */
  readonly code: string;
  /** What comes after that: flags that were asked for. */
  readonly flags: readonly string[];
  /** Of `VA` only. */
  readonly data: Buffer | undefined;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * A connection to a Memcached that comes back by itself. Each command has one reply, in the order of the commands.
 * https://docs.memcached.org/protocols/meta/
 */
export class MemcachedConnection {
  readonly #waiting: Waiting[] = [];
  #socket: Socket | undefined;
  #unread: Buffer = Buffer.alloc(0);
  #reconnecting: NodeJS.Timeout | undefined;
  #closed = false;
  /** Whether the commands of this turn of the event loop are held back, to leave in one write. */
  #held = false;

  constructor(
    private readonly at: { readonly host: string; readonly port: number },
    private readonly onTrouble: (error: unknown) => void,
  ) {
    this.#connect();
  }

  /** @param command without the end of its line, after which a value may follow. @throws without a connection, at once, and for what the server calls an error */
  send(command: string, value?: Buffer): Promise<Reply> {
    const socket = this.#socket;
    if (socket?.readyState !== 'open') return Promise.reject(new Error('not connected to Memcached'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#hold(socket);
      socket.write(`${command}\r\n`);
      if (value === undefined) return;
      socket.write(value);
      socket.write(LINE_END);
    });
  }

  /** A write is a system call: a crowd of readers shares one. */
  #hold(socket: Socket): void {
    if (this.#held) return;
    this.#held = true;
    socket.cork();
    process.nextTick(() => {
      this.#held = false;
      socket.uncork();
    });
  }

  /** Gives this connection up. Another one is opened, as after any that breaks. */
  reconnect(): void {
    this.#socket?.destroy();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#reconnecting);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect({ ...this.at, noDelay: true, timeout: CONNECT_MS });
    this.#socket = socket;
    socket.once('connect', () => socket.setTimeout(0));
    socket.once('timeout', () => socket.destroy(new Error('Memcached does not take the connection')));
    socket.on('data', (chunk) => this.#read(socket, chunk));
    socket.on('error', (error) => {
      if (!this.#closed) this.onTrouble(error);
    });
    socket.once('close', () => {
      this.#unread = Buffer.alloc(0);
      for (const { reject } of this.#waiting.splice(0))
        reject(new Error('the connection to Memcached broke'));
      if (!this.#closed) this.#reconnecting = setTimeout(() => this.#connect(), RECONNECT_MS);
    });
  }

  #read(socket: Socket, chunk: Buffer): void {
    let rest = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const end = rest.indexOf(LINE_END);
      if (end === -1) break;
      const line = rest.toString('latin1', 0, end);
      const [code = '', ...words] = line.split(' ');
      let next = end + LINE_END.length;
      let data: Buffer | undefined;
      if (code === 'VA') {
        const size = Number(words.shift());
        if (rest.length < next + size + LINE_END.length) break;
        data = rest.subarray(next, next + size);
        next += size + LINE_END.length;
      }
      rest = rest.subarray(next);
      const waiting = this.#waiting.shift();
      // Replies that nobody waits for belong to nothing: what comes after them would be taken for others'.
      if (!waiting) return void socket.destroy(new Error(`Memcached says what was not asked: ${line}`));
      if (/^(ERROR|CLIENT_ERROR|SERVER_ERROR)/.test(code)) waiting.reject(new Error(`Memcached: ${line}`));
      else waiting.resolve({ code, flags: words, data });
    }
    this.#unread = rest;
  }
}
