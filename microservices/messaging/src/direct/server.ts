import type { Codec } from '@lab/shared-domain/adapters/messages/codec';
import { type WrittenReply, writeReply } from '@lab/shared-domain/adapters/messages/reply';
import { type Handlers, patternIn } from '@lab/shared-domain/adapters/messages/request';
import { Answering } from '../answering.ts';
import type { Logger } from '../logger.ts';
import { Intake } from './intake.ts';
import { type Caller, type Frame, GREATEST_CONTENT, type Listener, REFUSED, type Wire } from './wire.ts';

/** Where a message names the queue of its replies. */
const CALLER = 'caller';
/** Requests of a context in work at once, unless it says otherwise. */
const AT_ONCE = 64;
/** Requests of a context that may wait for their turn, as many as a caller may have under way. */
const MAY_WAIT = 2_000;

const REFUSAL: Frame = { type: REFUSED, content: Buffer.alloc(0) };

interface Served {
  readonly answering: Answering;
  readonly intake: Intake;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  readonly mayWait?: number | undefined;
}

/** Answers requests that come over a wire: as many at once as each context takes, the others in their order. */
export class DirectServer {
  /** Requests that were not begun: too many waited, the process was ending, or their context is not served here, or not yet. */
  readonly counts = { refused: 0, unknown: 0 };
  readonly #served = new Map<string, Served>();
  readonly #listener: Listener;
  readonly #codec: Codec;
  #listening: Promise<number> | undefined;
  #port: number | undefined;
  #draining = false;
  #sent = 0;

  constructor(
    wire: Wire,
    private readonly options: ServerOptions,
  ) {
    this.#codec = wire.codec;
    this.#listener = wire.listener((request, caller) => this.#answer(request, caller));
  }

  /** Undefined until it listens. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Whether nobody can reach it although there is something to serve. */
  get waiting(): boolean {
    return this.#draining || (this.#listening !== undefined && this.#port === undefined);
  }

  /** Replies that were given to somebody who could hear them. */
  get sent(): number {
    return this.#sent;
  }

  /** @throws when the port is taken */
  async serve(context: string, handlers: Handlers, atOnce = AT_ONCE): Promise<Answering> {
    const { host, port, logger, mayWait = MAY_WAIT } = this.options;
    const answering = new Answering(context, handlers, logger, { codec: this.#codec });
    this.#served.set(context, { answering, intake: new Intake(atOnce, mayWait) });
    this.#listener.serves?.(context, Object.keys(handlers));
    this.#listening ??= this.#listener.listen(host, port);
    this.#port = await this.#listening;
    return answering;
  }

  /** Begins nothing more, refuses what only waits for its turn, and waits for what it has begun. */
  async drain(ms: number): Promise<void> {
    this.#beginNothingMore();
    if (this.#listening !== undefined) this.#listener.stop();
    const { logger } = this.options;
    await Promise.all([...this.#served].map(([context, { intake }]) => intake.drained(ms, context, logger)));
  }

  async close(): Promise<void> {
    this.#beginNothingMore();
    if (this.#listening !== undefined) await this.#listener.close();
  }

  #beginNothingMore(): void {
    this.#draining = true;
    for (const { intake } of this.#served.values()) intake.end();
  }

  async #answer(request: Frame, caller: Caller): Promise<Frame> {
    const reply = await this.#replyTo(request, caller);
    if (!caller.gone) this.#sent++;
    return reply;
  }

  async #replyTo(request: Frame, caller: Caller): Promise<Frame> {
    const context = request.type.slice(0, Math.max(0, request.type.indexOf('.')));
    const served = this.#served.get(context);
    if (served === undefined) return this.#unknown(request);
    const reply = this.#draining
      ? undefined
      : await served.intake.admit(() => this.#take(served, request, caller));
    if (reply !== undefined) return reply;
    this.counts.refused++;
    return REFUSAL;
  }

  async #take({ answering }: Served, { type, content }: Frame, caller: Caller): Promise<Frame> {
    if (caller.gone) {
      answering.counts.expired++;
      return LATE;
    }
    const reply = await answering.answer({ content, properties: { type, replyTo: CALLER } });
    if (reply === undefined) return LATE;
    if (reply.content.length <= GREATEST_CONTENT) return frameOf(reply);
    this.options.logger.error(
      { type: patternIn(type), bytes: reply.content.length },
      'the reply is too great',
    );
    return TOO_GREAT;
  }

  /** Another instance may serve it, and this one may be about to: nothing was begun. */
  #unknown({ type }: Frame): Frame {
    this.counts.unknown++;
    this.options.logger.warn({ type: patternIn(type) }, 'request for a context that is not served here');
    return REFUSAL;
  }
}

const frameOf = ({ content, properties }: WrittenReply): Frame => ({ type: properties.type, content });

/** Nobody waits for it. It frees what the wire keeps for the request. */
const LATE: Frame = frameOf(writeReply({ kind: 'error', code: 'timeout' }, { properties: {} }));

const TOO_GREAT: Frame = frameOf(writeReply({ kind: 'error', code: 'failed' }, { properties: {} }));
