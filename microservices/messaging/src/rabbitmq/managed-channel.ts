import { backoff } from '@lab/shared-domain/kernel/deadline';
import type { Channel, ChannelModel } from 'amqplib';
import { inTime } from '../deadline.ts';
import type { Logger } from '../logger.ts';

const CLOSE_MS = 1_000;
const SETUP_MS = 10_000;

export interface ChannelSpec<C extends Channel = Channel> {
  /** For logs, e.g. "rpc.inventory". */
  readonly name: string;
  /** Declares and consumes. Runs on every new channel, so after each reconnection too. */
  setup(channel: C): Promise<void>;
  /** The channel is gone; the fate of what was in flight on it is unknown. */
  lost?(): void;
}

/** A channel as its connection sees it. */
export interface Reopening {
  readonly ready: boolean;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** The pause before the first new try, and the longest one, in ms. */
export interface BackoffLimits {
  readonly base: number;
  readonly cap: number;
}

/** What a channel needs to know of its connection. */
export interface ChannelHost {
  readonly logger: Logger;
  readonly backoff: BackoffLimits;
  /** The connection as it is now; undefined while there is none. */
  readonly model: ChannelModel | undefined;
  forget(channel: Reopening): void;
}

/**
 * A channel that comes back: after a reconnection, and after the broker closed it because of an error. Such an error is
 * logged as one, because a queue that exists with other options otherwise looks like a consumer that hears nothing.
 */
export class ManagedChannel<C extends Channel = Channel> implements Reopening {
  /** Settles with the first setup: rejects when the broker refuses it. A lost connection only delays it. */
  readonly opened: Promise<void>;
  #resolveOpened: () => void = () => {};
  #rejectOpened: (error: unknown) => void = () => {};
  #channel: C | undefined;
  #everReady = false;
  #opening = false;
  #closed = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: ChannelHost,
    private readonly create: (model: ChannelModel) => Promise<C>,
    private readonly spec: ChannelSpec<C>,
  ) {
    this.opened = new Promise((resolve, reject) => {
      this.#resolveOpened = resolve;
      this.#rejectOpened = reject;
    });
    this.opened.catch(() => undefined);
  }

  get current(): C | undefined {
    return this.#channel;
  }

  get ready(): boolean {
    return this.#channel !== undefined;
  }

  /** Opens and sets up, unless that is done or under way. Never rejects: failures are logged and tried again. */
  async open(): Promise<void> {
    const model = this.host.model;
    if (model === undefined || this.#channel !== undefined || this.#opening || this.#closed) return;
    clearTimeout(this.#retry);
    this.#opening = true;
    let channel: C | undefined;
    try {
      channel = await this.create(model);
      const isOpen = this.#watch(channel);
      await inTime(SETUP_MS, `setup of channel ${this.spec.name}`, this.spec.setup(channel));
      if (!isOpen()) throw new Error('the channel closed during its setup');
      this.#adopt(channel);
    } catch (error) {
      this.#setupFailed(error, model, channel);
    } finally {
      this.#opening = false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.host.forget(this);
    this.#rejectOpened(new Error(`channel ${this.spec.name} was closed`));
    const channel = this.#channel;
    this.#channel = undefined;
    if (channel !== undefined) await this.#closeQuietly(channel);
    this.spec.lost?.();
  }

  /** @returns whether the channel is still open. */
  #watch(channel: C): () => boolean {
    let open = true;
    channel.on('error', (error) => {
      this.host.logger.error({ channel: this.spec.name, err: error }, 'the broker closed the channel');
    });
    channel.on('close', () => {
      open = false;
      if (this.#channel === channel) this.#lost();
    });
    channel.on('cancel', () => {
      this.host.logger.error(
        { channel: this.spec.name },
        'the broker cancelled a consumer; was its queue deleted?',
      );
      if (this.#channel === channel) this.#lost();
      void this.#closeQuietly(channel);
    });
    return () => open;
  }

  #adopt(channel: C): void {
    if (this.#closed) {
      void this.#closeQuietly(channel);
      return;
    }
    this.#channel = channel;
    this.#failures = 0;
    this.#everReady = true;
    this.#resolveOpened();
  }

  #setupFailed(error: unknown, model: ChannelModel, channel: C | undefined): void {
    if (this.#closed) return;
    if (channel !== undefined) void this.#closeQuietly(channel);
    const refused = this.host.model === model;
    if (refused) this.host.logger.error({ channel: this.spec.name, err: error }, 'channel setup failed');
    if (refused && !this.#everReady) {
      this.#closed = true;
      this.host.forget(this);
      this.#rejectOpened(error);
    } else {
      this.#retryLater();
    }
  }

  #lost(): void {
    this.#channel = undefined;
    this.spec.lost?.();
    this.#retryLater();
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.open(), backoff(this.#failures++, this.host.backoff));
  }

  /** amqplib never settles `close` when the connection goes away meanwhile, and throws when it is closed already. */
  async #closeQuietly(channel: C): Promise<void> {
    try {
      await inTime(CLOSE_MS, `closing channel ${this.spec.name}`, channel.close());
    } catch (error) {
      this.host.logger.debug({ channel: this.spec.name, err: error }, 'channel did not close cleanly');
    }
  }
}
