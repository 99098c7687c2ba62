import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const LOOPBACK = '127.0.0.1';

export interface CountingRelay {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Bytes that have passed since it was last asked, both ways together. */
  taken(): number;
  close(): Promise<void>;
}

/** Listens on this machine, passes connections on, and counts what goes over them. */
export async function countingRelay(port: number, host = LOOPBACK): Promise<CountingRelay> {
  let bytes = 0;
  const sockets = new Set<Socket>();
  const join = (from: Socket, other: Socket) => {
    sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      other.write(chunk);
    });
    from.on('error', () => other.destroy());
    from.once('close', () => {
      sockets.delete(from);
      other.destroy();
    });
  };
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ host, port, noDelay: true });
    join(client, target);
    join(target, client);
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    taken() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
