import { UnderWay } from '@lab/shared-domain/adapters/under-way';
import { backoff } from '@lab/shared-domain/kernel/deadline';
import { type Busy, inTurns, type Picker } from './picks.ts';
import { ALL_REFUSED, FAILED, type Line, type Outcome, REFUSED, type RequestFrame } from './wire.ts';

/** The pause after an address could not be reached, ms: a process that is started again listens within some hundreds of them. */
const BACKOFF = { base: 20, cap: 200 };
/** So many late calls, with no reply in between, and the address rests: its process hangs, or the way to it is cut. */
const LATE_CALLS = 5;

/** One address of several. It tells what becomes of a request. */
export type Way = Pick<Line, 'send' | 'close'>;

/** What is known of an address. */
class Address implements Busy {
  readonly #load = new UnderWay();
  /** Rests since its last reply. */
  #rested = 0;
  /** Late calls since its last reply. */
  #late = 0;
  /** By `performance.now()`. */
  #restsUntil = 0;

  constructor(readonly way: Way) {}

  get underWay(): number {
    return this.#load.count;
  }

  get rests(): boolean {
    return this.#restsUntil > performance.now();
  }

  /** A request is under way to it. @returns what is told its end, also more than once */
  begin(): (outcome: Outcome | 'late') => void {
    const end = this.#load.begin();
    return (outcome) => {
      end(outcome !== 'late' && isFailure(outcome));
      if (outcome === 'late') this.#isLate();
      else if (outcome.kind === 'reply') this.#isThere();
      else if (outcome.kind === 'unsent' && !outcome.busy) this.#isGone();
    };
  }

  #isLate(): void {
    if (++this.#late >= LATE_CALLS) this.#rest();
  }

  #isThere(): void {
    this.#rested = 0;
    this.#late = 0;
  }

  #isGone(): void {
    this.#late = 0;
    this.#rest();
  }

  #rest(): void {
    this.#restsUntil = performance.now() + backoff(this.#rested++, BACKOFF);
  }
}

/** Whether who was asked has not done it. One that cannot be reached rests, and begins anew when it is back. */
const isFailure = (outcome: Outcome): boolean => {
  if (outcome.kind === 'reply') return outcome.type === REFUSED || outcome.type === FAILED;
  return outcome.kind === 'lost' || outcome.busy === true;
};

/**
 * Shares requests out among addresses. When one cannot be reached, or refuses a request, nothing has been done, so another one is tried.
 * One that cannot be reached is left alone for a while, as is one whose calls are all late. When none takes the request, it is unsent.
 */
export function balanced(ways: readonly Way[], pick: Picker = inTurns): Line {
  const all = ways.map((way) => new Address(way));
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
  readonly all: readonly Address[];
  /** The place of the address whose turn it is. */
  readonly first: number;
  readonly pick: Picker;
  readonly counts: { sent: number };
  readonly request: RequestFrame;
  readonly done: (outcome: Outcome) => void;
}

/** One request on its way along the addresses. */
class Attempt {
  readonly #tried: Address[] = [];
  #why = 'no address could be reached a moment ago';
  /** Of the address that is asked now. */
  #end: ((outcome: Outcome | 'late') => void) | undefined;
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
    this.#end?.('late');
    this.#takeBack?.();
  }

  /** Those that were not asked for this request and do not rest, in the order of their turns. */
  #candidates(): Address[] {
    const { all, first } = this.options;
    const may = (each: Address) => !each.rests && !this.#tried.includes(each);
    return [...all.slice(first), ...all.slice(0, first)].filter(may);
  }

  #ask(address: Address): void {
    const { counts, request } = this.options;
    this.#tried.push(address);
    const end = address.begin();
    this.#end = end;
    counts.sent++;
    try {
      const takeBack = address.way.send(request, (outcome) => {
        end(outcome);
        this.#heard(outcome);
      });
      // The outcome may have been told already, and another address asked.
      if (end === this.#end) this.#takeBack = takeBack;
    } catch (error) {
      const outcome = { kind: 'unsent', why: `cannot send: ${String(error)}`, busy: true } as const;
      counts.sent--;
      end(outcome);
      this.options.done(outcome);
    }
  }

  #heard(outcome: Outcome): void {
    this.#end = undefined;
    if (outcome.kind === 'unsent') this.options.counts.sent--;
    const refused = outcome.kind === 'reply' && outcome.type === REFUSED;
    if (outcome.kind === 'unsent' || refused) {
      if (this.#takenBack) return;
      this.#why = outcome.kind === 'unsent' ? outcome.why : ALL_REFUSED;
      this.go();
    } else this.options.done(outcome);
  }
}
