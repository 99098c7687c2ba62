import type { Problem } from '../problems/problem.ts';
import type { Kind } from './kinds.ts';

/** What a limit may know of a request before anything of it is carried out. */
export interface Asked {
  readonly kind: Kind;
  /** Who asks. Found out when it is asked for: a token takes some time to check. */
  client(): string;
}

/** What became of a request that was let in. */
export interface Answered {
  /** From its admission to the moment at which its answer was made, or its client left. */
  readonly tookMs: number;
  /** Undefined where no answer was made. */
  readonly status: number | undefined;
}

/** A limit that has to know when a request has been answered. It is told once. */
export type Leave = (answered: Answered) => void;

/** What the edge takes on. Who is refused is told when to come again. */
export interface Limit {
  /**
   * When it looks at a request: once its `head` has come, so that nothing of a body is read in vain; or once `all` of it has come, so that a client
   * that sends slowly takes no place.
   */
  readonly looksAt: 'head' | 'all';
  /** @returns a problem where the request is refused; else, for a limit that has to know, what hears of its end */
  admit(asked: Asked): Problem | Leave | undefined | Promise<Problem | undefined>;
  close(): Promise<void>;
}
