import { correlationIdOf, type Message } from '@lab/shared-domain/adapters/messages/message';
import {
  callFailed,
  handlersOf,
  type Operation,
  type Rpc,
  remote,
} from '@lab/shared-domain/adapters/messages/remote';
import { codeOfError, failureKind, readReply, writeReply } from '@lab/shared-domain/adapters/messages/reply';
import {
  execute,
  type Handler,
  readRequest,
  writeRequest,
} from '@lab/shared-domain/adapters/messages/request';
import { currentCall } from '@lab/shared-domain/kernel/call-context';
import type { Logger } from 'pino';
import type { Calls } from './calls.ts';

/** Stands where a message names the queue of its replies. */
const CALLER = 'caller';

/**
 * Calls within one process that do the work of messages, with the code of those of the microservices, and are carried by
 * nobody:
 *
 *     caller ── write request ── read request ── handler ── write reply ── read reply ── caller
 *
 * So an experiment can tell what serialization costs, apart from processes, broker and separate databases.
 */
export class SerializedCalls implements Calls, Rpc {
  readonly #contexts = new Map<string, ReadonlyMap<string, Handler>>();

  constructor(private readonly logger: Logger) {}

  to<T extends object>(name: string, context: T, methods: readonly (keyof T & string)[]): T {
    this.#contexts.set(name, new Map(Object.entries(handlersOf(context, methods))));
    return remote<T>(this, name, methods);
  }

  call(context: string, method: string, payload: unknown): Promise<unknown> {
    const send = () => this.#send({ context, pattern: `${context}.${method}` }, payload);
    const timings = currentCall()?.timings;
    return timings === undefined ? send() : timings.span('calls', send);
  }

  async #send(operation: Operation, payload: unknown): Promise<unknown> {
    const call = currentCall();
    const { content, properties } = writeRequest({
      pattern: operation.pattern,
      payload,
      deadline: call?.deadline,
      correlationId: call?.correlationId,
    });
    const message = { content, properties: { ...properties, replyTo: CALLER } };
    const answer = await this.#serve(operation, message);
    if (answer === undefined)
      throw callFailed(operation, 'timeout', 'the deadline had passed before the call');
    const reply = readReply(answer);
    if (reply.kind === 'error')
      throw callFailed(operation, failureKind(reply.code), `the context answered ${reply.code}`);
    call?.timings.addRemote(reply.report);
    return reply.value;
  }

  /** Never rejects. @returns undefined when the request had expired. */
  async #serve({ context }: Operation, message: Message): Promise<Message | undefined> {
    const request = readRequest(message, context, this.#contexts.get(context) ?? new Map());
    if (request.kind === 'expired') return undefined;
    if (request.kind === 'malformed') return writeReply({ kind: 'error', code: request.code }, message);
    const correlationId = correlationIdOf(message);
    try {
      return writeReply(await execute(request, correlationId, request.handler), message);
    } catch (error) {
      this.logger.error({ pattern: message.properties.type, correlationId, err: error }, 'request failed');
      return writeReply({ kind: 'error', code: codeOfError(error) }, message);
    }
  }
}
