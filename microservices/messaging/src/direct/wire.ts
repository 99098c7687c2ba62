import type { Codec } from '@lab/shared-domain/adapters/messages/codec';
import type { Picker } from './picks.ts';

/**
 * What brings the bytes of a request to the process that answers it, and those of the reply back. All that a call promises besides (deadline,
 * order of work, refusal, drain) is the same for every wire, and lies around it:
 *
 *     caller ── DirectClient ── Line ══ wire ══ Listener ── DirectServer ── handler
 *
 * A wire is loaded late, with its own copies of what it imports: so it holds no state of the process, and throws plain errors.
 */
export interface Wire {
  /** How payloads and results are written on it. */
  readonly codec: Codec;
  /**
   * @param addresses `<host>:<port>` of all who serve the same; one at least
   * @param pick which of them gets a request; in turns without
   */
  connect(addresses: readonly string[], pick?: Picker): Line;
  listener(answer: Answer): Listener;
}

/** A request or a reply as it is carried, see `messages/request.ts` and `messages/reply.ts`. */
export interface Frame {
  readonly type: string;
  readonly content: Buffer;
}

/** A request on its way. */
export interface RequestFrame extends Frame {
  /** `<context>.<method>`, with which its type begins. */
  readonly pattern: string;
}

/** What became of a request, as its sender sees it. */
export type Outcome =
  | (Frame & { readonly kind: 'reply' })
  /** It has not reached anybody who would carry it out. `busy` says that its address could be reached, but takes nothing more now. */
  | { readonly kind: 'unsent'; readonly why: string; readonly busy?: boolean }
  /** It may have been carried out. */
  | { readonly kind: 'lost'; readonly why: string };

/** The way to all instances of a service. It comes back by itself after a loss. */
export interface Line {
  /** How many instances it knows. */
  readonly width: number;
  /** Requests that have left for one of them, also those that it refused. */
  readonly sent: number;
  /**
   * Sends a request to one of them. What one refuses, another one is asked.
   *
   * @param done is told the outcome, once; `unsent` when all have refused
   * @returns takes the request back when nobody waits for its reply any more; `done` may or may not be told then
   */
  send(request: RequestFrame, done: (outcome: Outcome) => void): () => void;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

/** Who has sent a request. */
export interface Caller {
  /** Whether nobody is there any more who could hear the reply. */
  readonly gone: boolean;
}

/** Answers a request. Never rejects. */
export type Answer = (request: Frame, caller: Caller) => Promise<Frame>;

/** The end of a wire at which requests arrive. */
export interface Listener {
  /** Says what is answered here, for wires that must know. */
  serves?(context: string, methods: readonly string[]): void;
  /** @returns the port @throws when the port is taken */
  listen(host: string, port: number): Promise<number>;
  /** Tells callers to send nothing more here, as far as the wire has words for that. What arrives all the same is still passed on. */
  stop(): void;
  /** Ends all connections, once the replies that were given have left. Never rejects, and takes a second at most. */
  close(): Promise<void>;
}

/** The type of a reply that says: this was not begun, and will not be, because there is too much to do or the process ends. */
export const REFUSED = 'refused';

/** The type of a reply that says: what answers this has failed (`messages/reply.ts`). */
export const FAILED = 'error';

/** Why a request is unsent that was refused everywhere. */
export const ALL_REFUSED =
  'it was refused: too much is waiting there, it is ending, or does not serve it yet';

/** The most bytes that the content of a request or a reply may have, on any wire. More is not sent, and ends a connection that brings it. */
export const GREATEST_CONTENT = 64 * 1024 * 1024;

/** How long a listener waits for its last replies to leave. ms. */
export const FLUSH_MS = 1_000;
