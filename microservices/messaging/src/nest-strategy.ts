import type { Handler } from '@lab/shared-domain/adapters/messages/request';
import type { SubscriberDatabase, Transport } from '@lab/shared-domain/adapters/messages/transport';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import {
  BaseRpcContext,
  type CustomTransportStrategy,
  type MessageHandler,
  Server,
} from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

export interface TransportStrategyOptions {
  readonly transport: Transport;
  /** Required when a controller has an `@EventPattern`: whose events they are, and where it is noted that they were applied. */
  readonly events?: {
    readonly subscriber: string;
    /** What publishers keep for it: the types for which the controllers must have handlers; those that have one without. */
    readonly types?: readonly DomainEvent['type'][] | undefined;
    readonly database: SubscriberDatabase;
  };
  /** How many requests to take up at once, see `Transport.serve`. */
  readonly atOnce?: number | undefined;
  /** How long requests and events in work may take after `close()`, in ms. Default 10,000. */
  readonly drainMs?: number;
}

/**
 * Serves a Nest application's `@MessagePattern('<context>.<method>')` and `@EventPattern<string>('<event type>')` handlers
 * over any transport of ours, with its guarantees, which Nest's own transports do not give.
 *
 * Install `RethrowFilter` in the application: otherwise Nest replaces every error before this class can see it.
 */
export class TransportStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('shop transport');

  constructor(private readonly options: TransportStrategyOptions) {
    super();
  }

  /** Called by Nest. */
  listen(callback: (error?: unknown) => void): void {
    this.#start().then(() => callback(), callback);
  }

  /** Called by Nest: takes nothing more and drains. The transport stays open; it is its opener's to close. */
  close(): Promise<void> {
    return this.options.transport.drain(this.options.drainMs ?? 10_000);
  }

  on(event: string): never {
    throw new Error(`the transport strategy emits no events; cannot listen to ${event}`);
  }

  unwrap<T>(): T {
    return this.options.transport as T;
  }

  async #start(): Promise<void> {
    const requests = new Map<string, Record<string, Handler>>();
    const events = new Map<string, Handler>();
    for (const [pattern, handler] of this.messageHandlers) {
      const run = (payload: unknown) => this.#run(pattern, handler, payload);
      if (handler.isEventHandler) events.set(pattern, run);
      else addRequest(requests, pattern, run);
    }
    const { transport, atOnce } = this.options;
    for (const [context, handlers] of requests) await transport.serve(context, handlers, atOnce);
    if (events.size > 0 || (this.options.events?.types?.length ?? 0) > 0) await this.#subscribe(events);
  }

  /** The handlers are Nest's: with the controller's guards, pipes and interceptors around them. */
  async #run(pattern: string, handler: MessageHandler, payload: unknown): Promise<unknown> {
    const result: unknown = await handler(payload, new BaseRpcContext([pattern]));
    // Nest makes an observable of a failure, and of what interceptors and handlers of events return.
    return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
  }

  #subscribe(handlers: ReadonlyMap<string, Handler>): Promise<void> {
    const { transport, events } = this.options;
    if (events === undefined) throw new Error('there are event handlers, but no event options');
    const own = [...handlers.keys()] as DomainEvent['type'][];
    const { subscriber, types = own, database } = events;
    const differ = [...new Set([...types, ...own])].filter(
      (type) => !handlers.has(type) || !types.some((each) => each === type),
    );
    if (differ.length > 0)
      throw new Error(
        `${subscriber} has other event handlers than types in SUBSCRIBERS: ${differ.join(', ')}`,
      );
    const apply = async (event: DomainEvent) => void (await handlers.get(event.type)?.(event));
    return transport.events.subscribe({ subscriber, types, apply }, database);
  }
}

function addRequest(requests: Map<string, Record<string, Handler>>, pattern: string, run: Handler): void {
  const dot = pattern.indexOf('.');
  if (dot < 1) throw new Error(`message pattern "${pattern}" is not <context>.<method>`);
  const context = pattern.slice(0, dot);
  requests.set(context, { ...requests.get(context), [pattern.slice(dot + 1)]: run });
}
