import { backoff } from '@lab/shared-domain/kernel/deadline';
import { inTurns, type Picker } from './picks.ts';
import { ALL_REFUSED, type Line, type Outcome, REFUSED, type RequestFrame } from './wire.ts';

/** The pause after an address could not be reached, ms: a process that is started again listens within some hundreds of them. */
const BACKOFF = { base: 20, cap: 200 };
/** So many late calls, with no reply in between, and the address rests: its process hangs, or the way to it is cut. */
const LATE_CALLS = 5;

/** One address of several. It tells what becomes of a request. */
export type Way = Pick<Line, 'send' | 'close'>;

interface Rested {
  readonly way: Way;
  underWay: number;
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
 * Shares requests out among addresses. When one cannot be reached, or refuses a request, nothing has been done, so another one is tried.
 * One that cannot be reached is left alone for a while, as is one whose calls are all late. When none takes the request, it is unsent.
 */
export function balanced(ways: readonly Way[], pick: Picker = inTurns): Line {
  const all = ways.map((way): Rested => ({ way, underWay: 0, failures: 0, late: 0, restsUntil: 0 }));
  const counts = { sent: 0 };
  let turn = 0;
  return {
    width: all.length,
    get sent() {
      return counts.sent;
    },
    send(request, done) {
      const sending = new Attempt({ all, first: turn, pick, counts, request, done });
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
  /** The place of the address whose turn it is. */
  readonly first: number;
  readonly pick: Picker;
  readonly counts: { sent: number };
  readonly request: RequestFrame;
  readonly done: (outcome: Outcome) => void;
}

/** One request on its way along the addresses. */
class Attempt {
  readonly #tried: Rested[] = [];
  #why = 'no address could be reached a moment ago';
  /** The one that is asked now. */
  #asked: Rested | undefined;
  #takeBack: (() => void) | undefined;
  #takenBack = false;

  constructor(private readonly options: AttemptOptions) {}

  /** Never throws: it is also called where nobody would catch it. */
  go(): void {
    const { pick, done } = this.options;
    const [first, ...others] = this.#candidates();
    if (first === undefined) done({ kind: 'unsent', why: this.#why });
    else this.#ask(pick([first, ...others]));
  }

  takeBack(): void {
    this.#takenBack = true;
    if (this.#asked !== undefined && ++this.#asked.late >= LATE_CALLS) rest(this.#asked);
    this.#leave();
    this.#takeBack?.();
  }

  /** Those that were not asked for this request and do not rest, in the order of their turns. */
  #candidates(): Rested[] {
    const { all, first } = this.options;
    const now = performance.now();
    const may = (each: Rested) => each.restsUntil <= now && !this.#tried.includes(each);
    return [...all.slice(first), ...all.slice(0, first)].filter(may);
  }

  /** The request is no longer under way at the address that was asked, which may be told more than once. */
  #leave(): void {
    if (this.#asked !== undefined) this.#asked.underWay--;
    this.#asked = undefined;
  }

  #ask(address: Rested): void {
    const { counts, request, done } = this.options;
    this.#tried.push(address);
    this.#asked = address;
    address.underWay++;
    counts.sent++;
    try {
      const takeBack = address.way.send(request, (outcome) => this.#heard(address, outcome));
      // The outcome may have been told already, and another address asked.
      if (address === this.#asked) this.#takeBack = takeBack;
    } catch (error) {
      counts.sent--;
      this.#leave();
      done({ kind: 'unsent', why: `cannot send: ${String(error)}` });
    }
  }

  #heard(address: Rested, outcome: Outcome): void {
    this.#leave();
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
