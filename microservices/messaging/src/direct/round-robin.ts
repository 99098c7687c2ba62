import { backoff } from '@lab/shared-domain/kernel/deadline';
import { ALL_REFUSED, type Line, type Outcome, REFUSED, type RequestFrame } from './wire.ts';

/** The pause after an address could not be reached, ms: a process that is started again listens within some hundreds of them. */
const BACKOFF = { base: 20, cap: 200 };
/** So many late calls, with no reply in between, and the address rests: its process hangs, or the way to it is cut. */
const LATE_CALLS = 5;

/** One address of several. It tells what becomes of a request. */
export type Way = Pick<Line, 'send' | 'close'>;

interface Rested {
  readonly way: Way;
  failures: number;
  /** Since its last reply. */
  late: number;
  /** By `performance.now()`. */
  restsUntil: number;
}

function rest(address: Rested): void {
  address.restsUntil = performance.now() + backoff(address.failures++, BACKOFF);
}

/**
 * Sends requests to all addresses in turns. When one cannot be reached, or refuses a request, nothing has been done, so the next one is tried.
 * One that cannot be reached is left alone for a while, as is one whose calls are all late. When none takes the request, it is unsent.
 */
export function roundRobin(ways: readonly Way[]): Line {
  const all = ways.map((way): Rested => ({ way, failures: 0, late: 0, restsUntil: 0 }));
  const counts = { sent: 0 };
  let turn = 0;
  return {
    width: all.length,
    get sent() {
      return counts.sent;
    },
    send(request, done) {
      const sending = new Attempt({ all, first: turn, counts, request, done });
      turn = (turn + 1) % all.length;
      sending.go();
      return () => sending.takeBack();
    },
    async close() {
      await Promise.all(ways.map((way) => way.close()));
    },
  };
}

interface AttemptOptions {
  readonly all: readonly Rested[];
  /** The place of the address that is asked first. */
  readonly first: number;
  readonly counts: { sent: number };
  readonly request: RequestFrame;
  readonly done: (outcome: Outcome) => void;
}

/** One request on its way along the addresses. */
class Attempt {
  #tried = 0;
  #why = 'no address could be reached a moment ago';
  /** The one that is asked now. */
  #asked: Rested | undefined;
  #takeBack: (() => void) | undefined;
  #takenBack = false;

  constructor(private readonly options: AttemptOptions) {}

  /** Never throws: it is also called where nobody would catch it. */
  go(): void {
    const { all, first, done } = this.options;
    const now = performance.now();
    while (this.#tried < all.length) {
      const next = all[(first + this.#tried++) % all.length];
      if (next === undefined || next.restsUntil > now) continue;
      this.#ask(next);
      return;
    }
    done({ kind: 'unsent', why: this.#why });
  }

  takeBack(): void {
    this.#takenBack = true;
    if (this.#asked !== undefined && ++this.#asked.late >= LATE_CALLS) rest(this.#asked);
    this.#takeBack?.();
  }

  #ask(address: Rested): void {
    const { counts, request, done } = this.options;
    const nth = this.#tried;
    this.#asked = address;
    counts.sent++;
    try {
      const takeBack = address.way.send(request, (outcome) => this.#heard(address, outcome));
      // The outcome may have been told already, and the next address asked.
      if (nth === this.#tried) this.#takeBack = takeBack;
    } catch (error) {
      counts.sent--;
      done({ kind: 'unsent', why: `cannot send: ${String(error)}` });
    }
  }

  #heard(address: Rested, outcome: Outcome): void {
    if (outcome.kind === 'reply') {
      address.failures = 0;
      address.late = 0;
    } else if (outcome.kind === 'unsent') {
      this.options.counts.sent--;
      if (!outcome.busy) rest(address);
    }
    const refused = outcome.kind === 'reply' && outcome.type === REFUSED;
    if (outcome.kind === 'unsent' || refused) {
      if (this.#takenBack) return;
      this.#why = outcome.kind === 'unsent' ? outcome.why : ALL_REFUSED;
      this.go();
    } else this.options.done(outcome);
  }
}
