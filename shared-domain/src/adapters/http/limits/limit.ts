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
  /** From its admission to the last byte of its answer, or to the moment at which its client left. */
  readonly tookMs: number;
  /** Undefined where no answer was begun. */
  readonly status: number | undefined;
}

/** A limit that has to know when a request has been answered. */
export type Leave = (answered: Answered) => void;

/** What the edge takes on. Who is refused is told when to come again. */
export interface Limit {
  /** @returns a problem where the request is refused; else, for a limit that has to know, what hears of its end */
  admit(asked: Asked): Problem | Leave | undefined | Promise<Problem | undefined>;
  close(): Promise<void>;
}
