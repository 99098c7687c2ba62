import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP path that can break, for tests of what happens when it does.
 *
 *     client ──▶ proxy ──▶ broker        cut():   both sides are reset, new connections are refused
 *            ◀──       ◀──               mute():  the broker hears the client, the client hears nothing
 */
export class TcpProxy {
  #server: Server | undefined;
  #port = 0;
  #muted = false;
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly target: URL) {}

  static async before(amqpUrl: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(amqpUrl));
    await proxy.restore();
    return proxy;
  }

  /** The target's URL, through this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  cut(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  mute(): void {
    this.#muted = true;
  }

  /** Lets connections through, as in the beginning. */
  async restore(): Promise<void> {
    this.#muted = false;
    if (this.#server !== undefined) return;
    this.#server = createServer((client) => this.#pass(client));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #pass(client: Socket): void {
    const broker = connect({
      host: this.target.hostname,
      port: Number(this.target.port || 5672),
      noDelay: true,
    });
    client.setNoDelay(true);
    client.on('data', (chunk) => broker.write(chunk));
    broker.on('data', (chunk) => this.#muted || client.write(chunk));
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
