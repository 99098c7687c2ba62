import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut, as by a network that takes packets and delivers none. Nobody is told of it. */
export interface Line {
  /** The server's URL, over this line. */
  readonly url: string;
  cut(): void;
  /** Connections of before are gone; new ones get through. */
  mend(): void;
  close(): Promise<void>;
}

/** @param url of the server, with its host and port */
export async function lineTo(url: string): Promise<Line> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const open = new Set<Socket>();
  let isCut = false;
  const hangUp = () => {
    for (const socket of open) socket.destroy();
  };
  // What is measured over a line must not wait until a packet is full.
  const relay = createServer({ noDelay: true }, (near) => {
    const far = connect({ host, port: Number(port), noDelay: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('data', (packet) => {
        if (!isCut) other.write(packet);
      });
      // A cut line tells neither end that the other one has gone.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        // What was said last still arrives.
        if (!isCut) other.destroySoon();
      });
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((relay.address() as AddressInfo).port);
  return {
    url: own.href,
    cut: () => {
      isCut = true;
    },
    mend() {
      hangUp();
      isCut = false;
    },
    async close() {
      const closed = once(relay, 'close');
      relay.close();
      hangUp();
      await closed;
    },
  };
}
