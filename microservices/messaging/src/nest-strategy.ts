import type { Handler } from '@lab/shared-domain/adapters/messages/request';
import type { DomainEvent, Inbox } from '@lab/shared-domain/kernel/events';
import type { UnitOfWork } from '@lab/shared-domain/kernel/unit-of-work';
import {
  BaseRpcContext,
  type CustomTransportStrategy,
  type MessageHandler,
  Server,
} from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { RabbitConnection } from './connection.ts';
import { type RpcServer, type RpcServerOptions, serveRpc } from './rpc-server.ts';
import { type Subscriber, type SubscriberTuning, subscribe, subscribeOnce } from './subscriber.ts';

export interface EventOptions extends SubscriberTuning {
  /** The queue is `<subscriber>.events`. */
  readonly subscriber: string;
  /** Remembers which events were applied: a handler then runs in the transaction that remembers the event's id. */
  readonly once?: { readonly unitOfWork: UnitOfWork; readonly inbox: Inbox };
}

export interface RabbitStrategyOptions {
  readonly connection: RabbitConnection;
  readonly rpc?: RpcServerOptions;
  /** Required when a controller has an `@EventPattern`. */
  readonly events?: EventOptions;
  /** How long requests and events in work may take after `close()`, in ms. Default 10,000. */
  readonly drainMs?: number;
}

/**
 * Serves a Nest application's `@MessagePattern('<context>.<method>')` and `@EventPattern<string>('<event type>')`
 * handlers with this package's guarantees, which Nest's own RabbitMQ transport does not give.
 *
 * Install `RethrowFilter` in the application: otherwise Nest replaces every error before this class can see it.
 */
export class RabbitStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('rabbitmq');
  #consumers: (RpcServer | Subscriber)[] = [];

  constructor(private readonly options: RabbitStrategyOptions) {
    super();
  }

  /** Whether everything that has handlers is being consumed. */
  get ready(): boolean {
    return this.#consumers.length > 0 && this.#consumers.every((consumer) => consumer.ready);
  }

  /** Called by Nest. */
  listen(callback: (error?: unknown) => void): void {
    this.#start().then(() => callback(), callback);
  }

  /** Called by Nest: takes nothing more and drains. The connection stays open; it is its opener's to close. */
  async close(): Promise<void> {
    const drainMs = this.options.drainMs ?? 10_000;
    await Promise.all(this.#consumers.map((consumer) => consumer.close(drainMs)));
  }

  on(event: string): never {
    throw new Error(`the RabbitMQ strategy emits no events; cannot listen to ${event}`);
  }

  unwrap<T>(): T {
    return this.options.connection as T;
  }

  async #start(): Promise<void> {
    const { connection, rpc } = this.options;
    const requests = new Map<string, Record<string, Handler>>();
    const events = new Map<string, Handler>();
    for (const [pattern, handler] of this.messageHandlers) {
      const run = (payload: unknown) => this.#run(pattern, handler, payload);
      if (handler.isEventHandler) events.set(pattern, run);
      else addRequest(requests, pattern, run);
    }
    for (const [context, handlers] of requests) {
      this.#consumers.push(await serveRpc(connection, context, handlers, rpc));
    }
    if (events.size > 0) this.#consumers.push(await this.#subscribe(events));
  }

  /** The handlers are Nest's: with the controller's guards, pipes and interceptors around them. */
  async #run(pattern: string, handler: MessageHandler, payload: unknown): Promise<unknown> {
    const result = await handler(payload, new BaseRpcContext([pattern]));
    return lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }

  #subscribe(handlers: ReadonlyMap<string, Handler>): Promise<Subscriber> {
    const { connection, events } = this.options;
    if (events === undefined) throw new Error('there are event handlers, but no event options');
    const { subscriber, once, ...tuning } = events;
    const types = [...handlers.keys()] as DomainEvent['type'][];
    const apply = async (event: DomainEvent) => void (await handlers.get(event.type)?.(event));
    return once === undefined
      ? subscribe(connection, { ...tuning, queue: `${subscriber}.events`, types, handle: apply })
      : subscribeOnce(connection, once.unitOfWork, once.inbox, { subscriber, types, apply }, tuning);
  }
}

function addRequest(requests: Map<string, Record<string, Handler>>, pattern: string, run: Handler): void {
  const dot = pattern.indexOf('.');
  if (dot < 1) throw new Error(`message pattern "${pattern}" is not <context>.<method>`);
  const context = pattern.slice(0, dot);
  requests.set(context, { ...requests.get(context), [pattern.slice(dot + 1)]: run });
}
