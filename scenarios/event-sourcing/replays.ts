import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench, ProbeReading } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';

/** What `rebuild` of the programs with the inventory prints. */
interface Rebuilt {
  readonly events?: number;
  /** Of the newest event that was replayed; none from snapshots. */
  readonly position?: number;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly levels: readonly { readonly sku: string; readonly onHand: number; readonly reserved: number }[];
  readonly disagreements?: number;
}

/** How many units of each product can be ordered. */
type Stock = ReadonlyMap<string, number>;

/** The stock as clients see it while nothing happens. */
interface Sight {
  readonly stock: Stock;
  /** Epoch milliseconds: all that had happened by then is in it. */
  readonly at: number;
  readonly events: number;
}

interface Point {
  /** As it was planned: the same in every trial. The history itself is a little longer. */
  readonly length: number;
  readonly events: Rebuilt;
  readonly snapshots: Rebuilt;
}

type Bench = Pick<ProbeBench, 'run' | 'ask' | 'now' | 'signal'>;

/** Business processes that a kill has interrupted are taken up again by then. */
const QUIET_MS = 60_000;
const LOOK_AGAIN_MS = 200;
const ASKED_AT_ONCE = 8;
const MEGABYTE = 1024 * 1024;

/** Replays of the history of one process, beside the stock that its clients see. */
export class Replays {
  readonly #points: Point[] = [];
  readonly #mistakes: string[] = [];
  #compared = 0;
  #before: Sight | undefined;
  #now: Sight | undefined;

  constructor(
    private readonly bench: Bench,
    private readonly process: string,
    private readonly skus: readonly string[],
  ) {}

  /** Gives the stock a longer past, in which all that was ordered was taken back. */
  async lengthenTo(length: number): Promise<void> {
    await this.bench.run(this.process, ['invent-past', '--to', String(length)]);
  }

  /** Keeps what clients see now, for {@link compareWithMemory}. */
  async remember(): Promise<void> {
    this.#before = await this.#see();
  }

  /** The replay up to the time of the memory must give the memory, though much has happened since. */
  async compareWithMemory(): Promise<void> {
    this.#now = await this.#see();
    if (!this.#before) return;
    const until = new Date(Math.ceil(this.#before.at)).toISOString();
    this.#compare('up to the time before the kill', await this.#rebuild('--until', until), this.#before);
  }

  /** With a history of that length, the replays of all events and from snapshots must both give what clients see. */
  async replayAt(length: number): Promise<void> {
    await this.lengthenTo(length);
    const [events, snapshots] = [await this.#rebuild(), await this.#rebuild('--snapshots')];
    this.#points.push({ length, events, snapshots });
    this.#compare(`of ${events.events} events`, events, this.#now);
    this.#compare(`from snapshots of ${events.events} events`, snapshots, this.#now);
  }

  /** Clients must still see the same: nothing that was done to the history has changed the stock. */
  async compareAgain(): Promise<void> {
    const stock = await this.#stock();
    for (const [sku, units] of this.#now?.stock ?? [])
      if (stock.get(sku) !== units)
        this.#mistakes.push(`clients see ${stock.get(sku)} of ${sku}, not ${units}`);
  }

  told(): ProbeReading {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    const memory = ({ peakBytes }: Rebuilt) => peakBytes / MEGABYTE;
    const line = (chart: string, id: 'events' | 'snapshots', of: (rebuilt: Rebuilt) => number) => ({
      chart,
      line: id,
      points: this.#points.map((point) => [point.length, of(point[id])] as const),
    });
    return {
      values: {
        'replay-mistakes': this.#mistakes.length,
        ...(first &&
          last && {
            'replay-time': last.events.seconds,
            'snapshot-time': last.snapshots.seconds,
            'replay-growth': last.events.seconds / first.events.seconds,
            'snapshot-growth': last.snapshots.seconds / first.snapshots.seconds,
            'replay-rate': (last.events.events ?? 0) / last.events.seconds,
            'replay-memory': memory(last.events),
          }),
      },
      series: (['events', 'snapshots'] as const).flatMap((id) => [
        line('rebuild', id, ({ seconds }) => seconds),
        line('memory', id, memory),
      ]),
      checks: [this.#check()],
      leftOut: [],
    };
  }

  #check(): CheckResult {
    const id = 'replay';
    if (this.#mistakes.length > 0) {
      const more = this.#mistakes.length > 3 ? `, and ${this.#mistakes.length - 3} more` : '';
      return { id, result: 'fail', detail: `${this.#mistakes.slice(0, 3).join('; ')}${more}.` };
    }
    if (this.#compared === 0) return { id, result: 'unknown', detail: 'Nothing was replayed.' };
    return {
      id,
      result: 'pass',
      detail: `Replays: ${this.#compared}. Each gives the stock that clients see. Products: ${this.skus.length}.`,
    };
  }

  #compare(what: string, { levels, disagreements = 0 }: Rebuilt, sight: Sight | undefined): void {
    if (!sight) return;
    this.#compared += 1;
    const replayed = new Map(levels.map(({ sku, onHand, reserved }) => [sku, onHand - reserved]));
    for (const [sku, units] of sight.stock)
      if (replayed.get(sku) !== units)
        this.#mistakes.push(`the replay ${what} has ${replayed.get(sku)} of ${sku}, clients see ${units}`);
    if (disagreements > 0)
      this.#mistakes.push(`orders tell another level of ${disagreements} products than the replay ${what}`);
  }

  /**
   * Looks until nothing has been recorded from before the first request to behind the last: what clients saw then is the state of one
   * moment. That replay is compared as well, and its levels with what orders tell.
   *
   * @throws when the stock has not come to rest within a minute
   */
  async #see(): Promise<Sight> {
    const giveUp = this.bench.now() + QUIET_MS;
    for (;;) {
      const before = await this.#rebuild('--check');
      const stock = await this.#stock();
      const at = this.bench.now();
      const after = await this.#rebuild();
      if (before.position === after.position) {
        const sight = { stock, at, events: before.events ?? 0 };
        this.#compare('at rest', before, sight);
        return sight;
      }
      if (this.bench.now() > giveUp)
        throw new Error(`events were still recorded ${QUIET_MS / 1000} s after the load`);
      await delay(LOOK_AGAIN_MS, undefined, { signal: this.bench.signal });
    }
  }

  async #rebuild(...how: string[]): Promise<Rebuilt> {
    const { stdout } = await this.bench.run(this.process, ['rebuild', '--levels', ...how]);
    return JSON.parse(stdout) as Rebuilt;
  }

  async #stock(): Promise<Stock> {
    const stock = new Map<string, number>();
    const waiting = [...this.skus];
    const ask = async () => {
      for (let sku = waiting.pop(); sku !== undefined; sku = waiting.pop()) {
        const path = `/products/${sku}`;
        const answer = await this.bench.ask({ endpoint: 'product', method: 'GET', path, expect: [200] });
        if (answer.outcome !== 'ok') throw new Error(`GET ${path} answered ${answer.status}`);
        stock.set(sku, (JSON.parse(answer.body) as { available: number }).available);
      }
    };
    await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
    return stock;
  }
}
