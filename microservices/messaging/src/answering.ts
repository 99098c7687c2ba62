import { type Codec, json } from '@lab/shared-domain/adapters/messages/codec';
import type { Message } from '@lab/shared-domain/adapters/messages/message';
import {
  codeOfError,
  type ResultReply,
  type WrittenReply,
  writeReply,
} from '@lab/shared-domain/adapters/messages/reply';
import {
  type ExecutableRequest,
  execute,
  type Handler,
  type Handlers,
  type Request,
  readRequest,
} from '@lab/shared-domain/adapters/messages/request';
import { Deadlines } from '@lab/shared-domain/kernel/deadlines';
import { DeadlineExceeded } from './deadline.ts';
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
  /** A handler whose time is over is not stopped: what becomes of it is dropped. */
  readonly #deadlines = new Deadlines<(error: DeadlineExceeded) => void>((failed) =>
    failed(new DeadlineExceeded('the handler', this.#handlerMs)),
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
   * Never rejects. On the path of every request, hence no promise that only waits for another one.
   *
   * @param fields are logged with what goes wrong
   * @returns undefined when nobody waits for the reply any more
   */
  answer(message: Message, fields: object = {}): Promise<WrittenReply | undefined> {
    const request = readRequest(message, this.context, this.#handlers, Date.now(), this.#codec);
    const { pattern, correlationId } = request;
    const log: RequestLog = { ...fields, pattern, correlationId };
    if (request.kind !== 'execute') return Promise.resolve(this.#refuse(message, request, log));
    return new Promise((resolve) => {
      const failed = (error: unknown) => resolve(this.#failed(error, message, log));
      this.#deadlines.watch(failed, this.#handlerMs);
      execute(request).then(
        (result) => {
          if (this.#deadlines.forget(failed)) resolve(this.#written(result, message, log));
        },
        (error: unknown) => {
          if (this.#deadlines.forget(failed)) failed(error);
        },
      );
    });
  }

  #written(result: ResultReply, message: Message, log: RequestLog): WrittenReply {
    try {
      const reply = writeReply(result, message, (value) => this.#codec.write('result', log.pattern, value));
      this.counts.answered++;
      return reply;
    } catch (error) {
      return this.#failed(error, message, log);
    }
  }

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
