import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { median } from '@lab/lab/stats/order-statistics';

const LOOPBACK = '127.0.0.1';
const ROUND_TRIP_WITHIN_MS = 10_000;

/** A way to a server on this machine that takes its time. */
interface Link {
  /** On loopback: who connects there is connected with the server. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Opens a TCP proxy that holds each piece of data for so long, in each direction:
 *
 *   client  ──▶  link  ── oneWayMs ──▶  server
 *           ◀── oneWayMs ──       ◀──
 *
 * Bandwidth is not limited. A connection is opened without delay, so a client that is to be measured opens its connections before.
 *
 * @param port of the server
 * @param oneWayMs whole milliseconds; 0 passes data on at once
 */
export async function openLink(port: number, oneWayMs: number): Promise<Link> {
  const ends = new Set<Socket>();
  const later = (work: () => void) => {
    // Timers of one duration end in the order in which they began, so data keep theirs.
    if (oneWayMs > 0) setTimeout(work, oneWayMs);
    else work();
  };
  const carry = (from: Socket, to: Socket) => {
    ends.add(from);
    from.on('data', (data) =>
      later(() => {
        if (to.writable) to.write(data);
      }),
    );
    from.once('end', () => later(() => to.end()));
    // What broke is closed, and that is passed on.
    from.on('error', () => undefined);
    from.once('close', () => {
      ends.delete(from);
      later(() => to.end());
    });
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ host: LOOPBACK, port, noDelay: true, allowHalfOpen: true });
    carry(near, far);
    carry(far, near);
  });
  return {
    port: await listening(server),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const end of ends) end.destroy();
      await closed;
    },
  };
}

interface RoundTripOptions {
  readonly signal?: AbortSignal;
  readonly serve?: (socket: Socket) => unknown;
}

/**
 * What a byte takes over such a link to a server that sends it back, and back again.
 *
 * @param times how often it is sent
 * @param options.signal ends it
 * @param options.serve what the server does with a connection; it sends all data back without
 * @returns the median, ms
 * @throws when the connection ends, or a byte is not back in ten seconds
 */
export async function roundTripOf(
  oneWayMs: number,
  times: number,
  { signal, serve = (socket) => socket.pipe(socket) }: RoundTripOptions = {},
): Promise<number> {
  const echo = createServer({ noDelay: true }, (socket) => serve(socket.on('error', () => undefined)));
  const link = await openLink(await listening(echo), oneWayMs);
  const socket = connect({ host: LOOPBACK, port: link.port, noDelay: true });
  try {
    await once(socket, 'connect');
    // No byte comes any more then, and nothing else would tell.
    const ended = new AbortController();
    socket.once('close', () => ended.abort(new Error('the connection over the link has ended')));
    const ends = signal ? [signal, ended.signal] : [ended.signal];
    const took: number[] = [];
    // The first one waits for the link's own connection.
    for (let sent = 0; sent <= times; sent += 1) {
      const begun = performance.now();
      socket.write('.');
      await once(socket, 'data', {
        signal: AbortSignal.any([...ends, AbortSignal.timeout(ROUND_TRIP_WITHIN_MS)]),
      });
      if (sent > 0) took.push(performance.now() - begun);
    }
    return median(took);
  } finally {
    socket.destroy();
    await link.close();
    echo.close();
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
