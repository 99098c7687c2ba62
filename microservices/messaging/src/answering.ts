import { type Codec, json } from '@lab/shared-domain/adapters/messages/codec';
import type { Message } from '@lab/shared-domain/adapters/messages/message';
import { codeOfError, type WrittenReply, writeReply } from '@lab/shared-domain/adapters/messages/reply';
import {
  type ExecutableRequest,
  execute,
  type Handler,
  type Handlers,
  type Request,
  readRequest,
} from '@lab/shared-domain/adapters/messages/request';
import { DeadlineExceeded } from './deadline.ts';
import { Deadlines } from './deadlines.ts';
import type { Logger } from './logger.ts';

export interface AnsweringOptions {
  /** A handler that has not ended after this many ms is given up, or its place would be lost for ever. Default 30,000. */
  readonly handlerMs?: number | undefined;
  readonly codec?: Codec;
}

/** What became of the requests since the start. */
export interface RequestCounts {
  answered: number;
  /** The handler threw. */
  failed: number;
  /** Dropped without being executed, because nobody waited for the reply any more. */
  expired: number;
  /** Not readable, or for a method that does not exist. */
  malformed: number;
}

interface RequestLog {
  readonly pattern: string;
  readonly correlationId: string;
}

/** Answers the requests to one context, whatever has carried them. */
export class Answering {
  readonly counts: RequestCounts = { answered: 0, failed: 0, expired: 0, malformed: 0 };
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #handlerMs: number;
  readonly #codec: Codec;
  readonly #deadlines = new Deadlines<(error: DeadlineExceeded) => void>((reject) =>
    reject(new DeadlineExceeded('the handler', this.#handlerMs)),
  );

  constructor(
    private readonly context: string,
    handlers: Handlers,
    private readonly logger: Logger,
    { handlerMs = 30_000, codec = json }: AnsweringOptions = {},
  ) {
    this.#handlers = new Map(Object.entries(handlers));
    this.#handlerMs = handlerMs;
    this.#codec = codec;
  }

  /**
   * Never rejects.
   *
   * @param fields are logged with what goes wrong
   * @returns undefined when nobody waits for the reply any more
   */
  async answer(message: Message, fields: object = {}): Promise<WrittenReply | undefined> {
    const request = readRequest(message, this.context, this.#handlers, Date.now(), this.#codec);
    const { pattern, correlationId } = request;
    const log: RequestLog = { ...fields, pattern, correlationId };
    if (request.kind !== 'execute') return this.#refuse(message, request, log);
    try {
      const result = await execute(request, this.#inTime);
      const reply = writeReply(result, message, (value) => this.#codec.write('result', pattern, value));
      this.counts.answered++;
      return reply;
    } catch (error) {
      return this.#failed(error, message, log);
    }
  }

  /** The handler's outcome, or a rejection when its time is over. The handler itself is not stopped. */
  readonly #inTime = (work: Promise<unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      this.#deadlines.watch(reject, this.#handlerMs);
      work.then(
        (value) => {
          this.#deadlines.forget(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#deadlines.forget(reject);
          reject(error);
        },
      );
    });

  #failed(error: unknown, message: Message, log: RequestLog): WrittenReply {
    this.counts.failed++;
    this.logger.error({ ...log, err: error }, 'request failed');
    const code = error instanceof DeadlineExceeded ? 'timeout' : codeOfError(error);
    return writeReply({ kind: 'error', code }, message);
  }

  #refuse(
    message: Message,
    request: Exclude<Request, ExecutableRequest>,
    log: RequestLog,
  ): WrittenReply | undefined {
    if (request.kind === 'expired') {
      this.counts.expired++;
      this.logger.debug(log, 'request had expired');
      return undefined;
    }
    this.counts.malformed++;
    this.logger.error({ ...log, code: request.code }, 'request is malformed');
    return writeReply({ kind: 'error', code: request.code }, message);
  }
}
