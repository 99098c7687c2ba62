import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench, ProbeReading } from '@lab/lab/scenario/probe';
import type { Text } from '@lab/lab/scenario/scenario';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { answer, failure } from '../shop/checkers/answer.ts';

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
  /** The fastest one. */
  readonly snapshots: Rebuilt;
}

type Bench = Pick<ProbeBench, 'run' | 'ask' | 'now' | 'signal'>;

/** Business processes that a kill has interrupted are taken up again by then. */
const QUIET_MS = 60_000;
const LOOK_AGAIN_MS = 200;
const ASKED_AT_ONCE = 8;
const MEGABYTE = 1024 * 1024;

/** What is replayed. */
const BEFORE_KILL: Text = { en: 'up to the time before the kill', ko: '강제 종료 직전까지의' };
const AT_REST: Text = { en: 'at rest', ko: '조용할 때의' };
const ofEvents = ({ events }: Rebuilt): Text => ({ en: `of ${events} events`, ko: `이벤트 ${events}개의` });
const fromSnapshots = ({ events }: Rebuilt): Text => ({
  en: `from snapshots of ${events} events`,
  ko: `이벤트 ${events}개의 스냅샷에서 시작한`,
});

/** Replays of the history of one process, beside the stock that its clients see. */
export class Replays {
  readonly #points: Point[] = [];
  readonly #mistakes: Text[] = [];
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
    this.#compare(BEFORE_KILL, await this.#rebuild('--until', until), this.#before);
  }

  /**
   * With a history of that length, the replays of all events and from snapshots must all give what clients see.
   *
   * A replay from snapshots takes some hundredths of a second. A busy moment of the machine makes it longer, and nothing makes it shorter than it is: the
   * shortest of several counts (Chen and Revels, "Robust benchmarking in noisy environments", 2016). They come before and after the replay of all
   * events, so that one such moment does not have all of them.
   *
   * @param times how often it is replayed from snapshots; at least once
   */
  async replayAt(length: number, times: number): Promise<void> {
    await this.lengthenTo(length);
    const early = await this.#fromSnapshots(Math.ceil(times / 2));
    const events = await this.#rebuild();
    const all = [...early, ...(await this.#fromSnapshots(Math.floor(times / 2)))];
    const snapshots = all.reduce((fastest, each) => (each.seconds < fastest.seconds ? each : fastest));
    this.#points.push({ length, events, snapshots });
    this.#compare(ofEvents(events), events, this.#now);
    for (const each of all) this.#compare(fromSnapshots(events), each, this.#now);
  }

  async #fromSnapshots(times: number): Promise<Rebuilt[]> {
    const rebuilt: Rebuilt[] = [];
    while (rebuilt.length < times) rebuilt.push(await this.#rebuild('--snapshots'));
    return rebuilt;
  }

  /** Clients must still see the same: nothing that was done to the history has changed the stock. */
  async compareAgain(): Promise<void> {
    const stock = await this.#stock();
    for (const [sku, units] of this.#now?.stock ?? [])
      if (stock.get(sku) !== units)
        this.#mistakes.push({
          en: `clients see ${stock.get(sku)} of ${sku}, not ${units}`,
          ko: `클라이언트에게 ${sku}가 ${units}개가 아니라 ${stock.get(sku)}개로 보인다`,
        });
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
    if (this.#mistakes.length > 0) return failure(id, this.#mistakes);
    if (this.#compared === 0)
      return answer(id, 'unknown', { en: 'Nothing was replayed.', ko: '재생한 것이 없다.' });
    return answer(id, 'pass', {
      en: `Replays: ${this.#compared}. Each gives the stock that clients see. Products: ${this.skus.length}.`,
      ko: `재생 ${this.#compared}번이 모두 클라이언트가 보는 재고와 같다. 상품 ${this.skus.length}개.`,
    });
  }

  #compare(what: Text, { levels, disagreements = 0 }: Rebuilt, sight: Sight | undefined): void {
    if (!sight) return;
    this.#compared += 1;
    const replayed = new Map(levels.map(({ sku, onHand, reserved }) => [sku, onHand - reserved]));
    for (const [sku, units] of sight.stock)
      if (replayed.get(sku) !== units)
        this.#mistakes.push({
          en: `the replay ${what.en} has ${replayed.get(sku)} of ${sku}, clients see ${units}`,
          ko: `${what.ko} 재생에서는 ${sku}가 ${replayed.get(sku)}개, 클라이언트에게는 ${units}개다`,
        });
    if (disagreements > 0)
      this.#mistakes.push({
        en: `orders tell another level of ${disagreements} products than the replay ${what.en}`,
        ko: `${what.ko} 재생과 주문 기록의 수량이 다르다: 상품 ${disagreements}개`,
      });
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
        this.#compare(AT_REST, before, sight);
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
