import { backoff } from '@lab/shared-domain/kernel/deadline';
import type { Line, Outcome, RequestFrame } from './wire.ts';

/** The pause after an address could not be reached, ms: a process that is started again listens within some hundreds of them. */
const BACKOFF = { base: 20, cap: 200 };

/** One address of several: a line of width one. */
export type Way = Omit<Line, 'width'>;

interface Rested {
  readonly way: Way;
  failures: number;
  /** By `performance.now()`. */
  restsUntil: number;
}

/**
 * Sends requests to all addresses in turns. When one cannot be reached, nothing has been sent, so the next one is tried, and that one is left
 * alone for a while. When none can be reached, or all rest, the request is unsent.
 */
export function roundRobin(ways: readonly Way[]): Line {
  const all = ways.map((way): Rested => ({ way, failures: 0, restsUntil: 0 }));
  let turn = 0;
  return {
    width: all.length,
    send(request, done) {
      const sending = new Attempt(all, turn, request, done);
      turn = (turn + 1) % all.length;
      sending.go();
      return () => sending.takeBack();
    },
    async close() {
      await Promise.all(ways.map((way) => way.close()));
    },
  };
}

/** One request on its way along the addresses. */
class Attempt {
  #tried = 0;
  #why = 'no address could be reached a moment ago';
  #takeBack: (() => void) | undefined;
  #takenBack = false;

  constructor(
    private readonly all: readonly Rested[],
    private readonly first: number,
    private readonly request: RequestFrame,
    private readonly done: (outcome: Outcome) => void,
  ) {}

  go(): void {
    const now = performance.now();
    while (this.#tried < this.all.length) {
      const next = this.all[(this.first + this.#tried++) % this.all.length];
      if (next === undefined || next.restsUntil > now) continue;
      this.#takeBack = next.way.send(this.request, (outcome) => this.#heard(next, outcome));
      return;
    }
    this.done({ kind: 'unsent', why: this.#why });
  }

  takeBack(): void {
    this.#takenBack = true;
    this.#takeBack?.();
  }

  #heard(address: Rested, outcome: Outcome): void {
    if (outcome.kind === 'reply') address.failures = 0;
    if (outcome.kind !== 'unsent') {
      this.done(outcome);
      return;
    }
    if (this.#takenBack) return;
    address.restsUntil = performance.now() + backoff(address.failures++, BACKOFF);
    this.#why = outcome.why;
    this.go();
  }
}
