import type { Message } from '@lab/shared-domain/adapters/messages/message';
import { callFailed, type Operation } from '@lab/shared-domain/adapters/messages/remote';
import { codeOfError, failureKind, readReply, writeReply } from '@lab/shared-domain/adapters/messages/reply';
import {
  execute,
  type Handler,
  readRequest,
  writeRequest,
} from '@lab/shared-domain/adapters/messages/request';
import type { Interceptor } from '@lab/shared-domain/adapters/offer';
import { currentCall } from '@lab/shared-domain/kernel/call-context';
import type { Logger } from 'pino';

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
export const serializedCalls =
  (logger: Logger): Interceptor =>
  (operation, next) => {
    const call = new SerializedCall(operation, next, logger);
    return (payload) => {
      const timings = currentCall()?.timings;
      return timings === undefined ? call.send(payload) : timings.during('calls', () => call.send(payload));
    };
  };

class SerializedCall {
  readonly #handlers: ReadonlyMap<string, Handler>;

  constructor(
    private readonly operation: Operation,
    handler: Handler,
    private readonly logger: Logger,
  ) {
    this.#handlers = new Map([[operation.method, handler]]);
  }

  async send(payload: unknown): Promise<unknown> {
    const { operation } = this;
    const call = currentCall();
    const { content, properties } = writeRequest({
      pattern: operation.pattern,
      payload,
      deadline: call?.deadline,
      correlationId: call?.correlationId,
      traceparent: call?.span?.traceparent,
    });
    const answer = await this.#serve({ content, properties: { ...properties, replyTo: CALLER } });
    if (answer === undefined)
      throw callFailed(operation, 'timeout', 'the deadline had passed before the call');
    const reply = readReply(answer);
    if (reply.kind === 'error')
      throw callFailed(operation, failureKind(reply.code), `the context answered ${reply.code}`);
    call?.timings.addRemote(reply.report);
    return reply.value;
  }

  /** Never rejects. @returns undefined when the request had expired. */
  async #serve(message: Message): Promise<Message | undefined> {
    const request = readRequest(message, this.operation.context, this.#handlers);
    if (request.kind === 'expired') return undefined;
    if (request.kind === 'malformed') return writeReply({ kind: 'error', code: request.code }, message);
    try {
      return writeReply(await execute(request), message);
    } catch (error) {
      const { pattern, correlationId } = request;
      this.logger.error({ pattern, correlationId, err: error }, 'request failed');
      return writeReply({ kind: 'error', code: codeOfError(error) }, message);
    }
  }
}
