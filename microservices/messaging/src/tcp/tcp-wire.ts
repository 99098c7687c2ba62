import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net';
import { json } from '@lab/shared-domain/adapters/messages/codec';
import { inTime } from '../deadline.ts';
import { balanced, type Way } from '../direct/balanced.ts';
import { type Answer, FLUSH_MS, type Frame, type Listener, type Outcome, type Wire } from '../direct/wire.ts';
import { writeTogether } from '../write-together.ts';
import { FrameReader, GOODBYE, headOf } from './frames.ts';

/** Longer, and the address counts as one that cannot be reached. */
const CONNECT_MS = 1_000;

/** Bytes that a peer has not taken yet. With more, callers send nothing more, and a server reads nothing more. */
const MOST_UNTAKEN = 4 * 1024 * 1024;

const NOTHING: Frame = { type: '', content: Buffer.alloc(0) };
/** Ids come round again, long after the requests that had them. */
const IDS = 0xff_ff_ff_ff;

/**
 * JSON in frames on one connection to each address, which all requests share. The server says goodbye before it ends: from then on its callers
 * send nothing more there, say goodbye in turn, and hear the replies that are still to come.
 */
export const tcpWire: Wire = {
  codec: json,
  connect: (addresses, pick) => balanced(addresses.map(wayTo), pick),
  listener,
};

function write(socket: Socket, id: number, frame: Frame): void {
  socket.write(headOf(id, frame));
  if (frame.content.length > 0) socket.write(frame.content);
}

/** Until the peer has taken what waits for it. */
function readLater(socket: Socket): void {
  if (socket.isPaused()) return;
  socket.pause();
  socket.once('drain', () => socket.resume());
}

/** Ends the connection of a peer that does not speak our language. */
function readFrames(socket: Socket, onFrame: (id: number, frame: Frame) => void): void {
  const reader = new FrameReader(onFrame);
  socket.on('data', (piece: Buffer) => {
    try {
      reader.push(piece);
    } catch (error) {
      socket.destroy(error as Error);
    }
  });
}

function wayTo(address: string): Way {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at);
  const port = Number(address.slice(at + 1));
  let current: Connection | undefined;
  const all = new Set<Connection>();
  let closed = false;
  const open = (): Connection => {
    const connection = new Connection(host, port, {
      // It may still have replies to bring.
      retired: () => {
        if (current === connection) current = undefined;
      },
      closed: () => all.delete(connection),
    });
    all.add(connection);
    return connection;
  };
  return {
    send(request, done) {
      if (closed) return unsent('the line is closed', done);
      current ??= open();
      return current.send(request, done);
    },
    async close() {
      closed = true;
      for (const connection of all) connection.end();
    },
  };
}

/** Tells so after its caller has returned, as all other outcomes are told. */
function unsent(why: string, done: (outcome: Outcome) => void, busy = false): () => void {
  queueMicrotask(() => done({ kind: 'unsent', why, busy }));
  return () => undefined;
}

/** One connection, from its beginning to its end, and the requests that wait for a reply on it. */
class Connection {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #connected = false;
  #why = 'the connection was closed';
  #lastId = 0;

  constructor(
    host: string,
    port: number,
    private readonly tell: { retired(): void; closed(): void },
  ) {
    this.#socket = openSocket({ host, port, noDelay: true, keepAlive: true });
    writeTogether(this.#socket);
    this.#socket.setTimeout(CONNECT_MS, () => this.#socket.destroy(new Error('no connection in time')));
    this.#socket.once('connect', () => {
      this.#connected = true;
      this.#socket.setTimeout(0);
    });
    readFrames(this.#socket, (id, frame) => this.#onFrame(id, frame));
    this.#socket.once('end', () => this.tell.retired());
    this.#socket.on('error', (error) => {
      this.#why = error.message;
      this.tell.retired();
    });
    this.#socket.once('close', () => this.#closed());
  }

  /** What is written before there is a connection waits for it in the socket. */
  send(request: Frame, done: (outcome: Outcome) => void): () => void {
    if (!this.#socket.writable) return unsent('the connection has ended', done);
    const untaken = this.#socket.writableLength;
    if (untaken > MOST_UNTAKEN) return unsent(`${untaken} bytes wait there already`, done, true);
    this.#lastId = (this.#lastId % IDS) + 1;
    const id = this.#lastId;
    this.#waiting.set(id, done);
    write(this.#socket, id, request);
    return () => {
      // Whether a connection comes about is of interest, even when the reply is not.
      if (this.#connected) this.#waiting.delete(id);
    };
  }

  end(): void {
    this.#socket.destroy();
  }

  #onFrame(id: number, frame: Frame): void {
    if (id === GOODBYE) {
      this.tell.retired();
      write(this.#socket, GOODBYE, NOTHING);
      return;
    }
    const done = this.#waiting.get(id);
    this.#waiting.delete(id);
    done?.({ kind: 'reply', ...frame });
  }

  #closed(): void {
    this.tell.retired();
    this.tell.closed();
    const kind = this.#connected ? 'lost' : 'unsent';
    const open = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const done of open) done({ kind, why: this.#why });
  }
}

function listener(answer: Answer): Listener {
  const connections = new Set<Socket>();
  let stopped = false;
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    connections.add(socket);
    writeTogether(socket);
    let inWork = 0;
    let nothingMore = false;
    const endIfDone = () => {
      if (nothingMore && inWork === 0) socket.end();
    };
    const caller = {
      get gone() {
        return socket.destroyed || socket.readableEnded;
      },
    };
    readFrames(socket, (id, request) => {
      if (id === GOODBYE) {
        nothingMore = true;
        endIfDone();
        return;
      }
      inWork++;
      void answer(request, caller).then((reply) => {
        inWork--;
        if (!caller.gone) write(socket, id, reply);
        if (socket.writableLength > MOST_UNTAKEN) readLater(socket);
        endIfDone();
      });
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => connections.delete(socket));
    if (stopped) write(socket, GOODBYE, NOTHING);
  });
  let closed: Promise<void> | undefined;
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port, exclusive: true }, () => resolve((server.address() as AddressInfo).port));
      }),
    stop() {
      if (stopped) return;
      stopped = true;
      closed = new Promise((resolve) => server.close(() => resolve()));
      for (const socket of connections) write(socket, GOODBYE, NOTHING);
    },
    async close() {
      this.stop();
      await inTime(FLUSH_MS, 'the last replies', closed ?? Promise.resolve()).catch(() => undefined);
      for (const socket of connections) socket.destroy();
    },
  };
}
