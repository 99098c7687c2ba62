import type { Writable } from 'node:stream';
import { backoff, pause } from '@lab/shared-domain/kernel/deadline';
import { type Channel, type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { inTime } from '../deadline.ts';
import type { Logger } from '../logger.ts';
import { writeTogether } from '../write-together.ts';
import {
  type BackoffLimits,
  type ChannelHost,
  type ChannelSpec,
  ManagedChannel,
  type Reopening,
} from './managed-channel.ts';
import { Names } from './names.ts';

const HEARTBEAT_SECONDS = 10;
const HANDSHAKE_MS = 5_000;
const CLOSE_MS = 1_000;

export interface ConnectionOptions {
  /** `amqp://user:password@host:port/vhost`. */
  readonly url: string;
  /** Shown by the broker's tools. */
  readonly name: string;
  readonly logger: Logger;
  /** Prepended to every exchange and queue. */
  readonly prefix?: string;
  /** How long the first connection may take, in ms, before {@link openConnection} rejects. Default 30,000. */
  readonly firstConnectMs?: number;
  readonly backoff?: BackoffLimits;
}

/**
 * Connects, trying again until `firstConnectMs` has passed.
 *
 * @throws Error with the last failure as its cause; at once when the broker refuses the user name or password.
 */
export async function openConnection(options: ConnectionOptions): Promise<RabbitConnection> {
  const connection = new RabbitConnection(options);
  await connection.open(options.firstConnectMs ?? 30_000);
  return connection;
}

/**
 * One TCP connection to the broker that comes back for ever after a loss, with all its channels.
 *
 *     connect ── channels set up ── ready ── lost ── wait (backoff) ── connect ── …
 */
export class RabbitConnection implements ChannelHost {
  readonly names: Names;
  readonly logger: Logger;
  readonly backoff: BackoffLimits;
  #model: ChannelModel | undefined;
  #blocked = false;
  readonly #channels = new Set<Reopening>();
  readonly #closing = new AbortController();

  constructor(private readonly options: ConnectionOptions) {
    this.names = new Names(options.prefix);
    this.logger = options.logger;
    this.backoff = options.backoff ?? { base: 200, cap: 2_000 };
  }

  get model(): ChannelModel | undefined {
    return this.#model;
  }

  get state(): 'connected' | 'disconnected' {
    return this.#model === undefined ? 'disconnected' : 'connected';
  }

  /** The broker is short of memory or disk and has stopped reading from this connection. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Connected, not blocked, and every channel is set up: topology declared, consumers registered. */
  get ready(): boolean {
    return (
      this.#model !== undefined && !this.#blocked && [...this.#channels].every((channel) => channel.ready)
    );
  }

  /** Used by {@link openConnection}. */
  open(deadlineMs: number): Promise<void> {
    return this.#connect(Date.now() + deadlineMs);
  }

  /** @throws what the broker says when it refuses the setup, e.g. 406 for a queue that exists with other options. */
  openChannel(spec: ChannelSpec<Channel>): Promise<ManagedChannel<Channel>> {
    return this.#add(new ManagedChannel(this, (model) => model.createChannel(), spec));
  }

  /** A channel with publisher confirms. @throws as {@link openChannel}. */
  openConfirmChannel(spec: ChannelSpec<ConfirmChannel>): Promise<ManagedChannel<ConfirmChannel>> {
    return this.#add(new ManagedChannel(this, (model) => model.createConfirmChannel(), spec));
  }

  /** Called by a channel that was closed for good. */
  forget(channel: Reopening): void {
    this.#channels.delete(channel);
  }

  /** Closes the channels that are still open, without draining them, and then the connection. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#channels].map((channel) => channel.close()));
    const model = this.#model;
    this.#model = undefined;
    if (model === undefined) return;
    try {
      await inTime(CLOSE_MS, 'closing the connection', model.close());
    } catch (error) {
      this.logger.warn({ err: error }, 'broker connection did not close cleanly');
    }
  }

  async #add<C extends Channel>(channel: ManagedChannel<C>): Promise<ManagedChannel<C>> {
    this.#channels.add(channel);
    void channel.open();
    await channel.opened;
    return channel;
  }

  async #connect(deadline: number): Promise<void> {
    for (let attempt = 0; !this.#closing.signal.aborted; attempt++) {
      try {
        this.#adopt(await connect(this.#url(), this.#socketOptions(deadline - Date.now())));
        return;
      } catch (error) {
        this.logger.warn({ broker: this.#broker(), attempt, err: error }, 'cannot connect to the broker');
        if (isRefusal(error) && Number.isFinite(deadline)) {
          throw new Error(`the broker at ${this.#broker()} refused the user name or password`, {
            cause: error,
          });
        }
        const wait = backoff(attempt, this.backoff);
        if (Date.now() + wait > deadline) {
          throw new Error(`no connection to the broker at ${this.#broker()}`, { cause: error });
        }
        await pause(wait, this.#closing.signal);
      }
    }
  }

  #adopt(model: ChannelModel): void {
    // The socket, which amqplib's types leave out.
    writeTogether((model.connection as unknown as { stream: Writable }).stream);
    model.on('error', (error) => this.logger.error({ err: error }, 'broker connection failed'));
    model.on('close', (error) => this.#lost(model, error));
    model.on('blocked', (reason) => this.#setBlocked(true, reason));
    model.on('unblocked', () => this.#setBlocked(false));
    if (this.#closing.signal.aborted) {
      model.close().catch(() => undefined);
      return;
    }
    this.#model = model;
    this.#blocked = false;
    this.logger.info({ broker: this.#broker() }, 'connected to the broker');
    for (const channel of this.#channels) void channel.open();
  }

  #lost(model: ChannelModel, error: Error | undefined): void {
    if (this.#model !== model) return;
    this.#model = undefined;
    this.logger.warn({ broker: this.#broker(), err: error }, 'broker connection lost');
    void this.#connect(Number.POSITIVE_INFINITY);
  }

  #setBlocked(blocked: boolean, reason?: string): void {
    this.#blocked = blocked;
    this.logger.warn({ reason }, blocked ? 'the broker blocks publishers' : 'the broker reads again');
  }

  #url(): string {
    const url = new URL(this.options.url);
    if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
    return url.href;
  }

  /** Without noDelay, Nagle's algorithm holds a reply back until the broker acknowledges the packet before it: 40 ms. */
  #socketOptions(timeLeft: number) {
    return {
      noDelay: true,
      keepAlive: true,
      timeout: Math.max(1, Math.min(HANDSHAKE_MS, timeLeft)),
      clientProperties: { connection_name: this.options.name },
    };
  }

  /** Without the password, for logs. */
  #broker(): string {
    const url = new URL(this.options.url);
    return `${url.host}${url.pathname}`;
  }
}

const isRefusal = (error: unknown): boolean => /ACCESS.REFUSED.*login/is.test(String(error));
