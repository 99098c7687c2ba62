import { setTimeout as delay } from 'node:timers/promises';
import { SLOW_MS } from '@lab/lab/experiments/disturbance/impact';
import type { Answered, AskOptions, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { paced, type Sent } from '../shop/paced.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { PATIENCE_MS, RATE, type Size } from './sizes.ts';
import { request } from './workload.ts';

type Bench = Pick<ProbeBench, 'ask' | 'now' | 'signal' | 'chance' | 'data'>;

/** The driver's warm-up has the first ones, and no key of an order may be used twice. */
const FIRST = 1_000_000;
/** So many requests hit within a second are no accident: somebody is called. */
const ALARM = { hits: 3, withinMs: 1_000 };
const LOOK_EVERY_MS = 20;
/** Sagas try for ten seconds before they undo, and then undo. ms */
const DECIDED_WITHIN_MS = 30_000;
/** An order that is still being decided at its deadline. */
const UNDECIDED = 202;

/** What was done under load, and what became of the load. Times in epoch ms. */
export interface Done<T> {
  readonly sent: readonly Sent[];
  readonly from: number;
  readonly to: number;
  readonly result: T;
}

/** A steady load of customers, and who watches whether they are answered. */
export class Customers {
  #made = 0;
  /** When each request ended that somebody would be called for. */
  readonly #hits: number[] = [];
  /** What tells what has become of the orders that were not decided when they were answered. */
  readonly #undecided: PlannedRequest[] = [];

  constructor(
    private readonly bench: Bench,
    private readonly size: Size,
  ) {}

  /** Does something in the middle of a load. @throws what it throws, once the load has ended */
  async during<T>(work: () => Promise<T>): Promise<Done<T>> {
    const { now, signal } = this.bench;
    const { beforeMs, afterMs } = this.size;
    let until = Number.POSITIVE_INFINITY;
    const pace = { perSecond: RATE, deadlineMs: PATIENCE_MS, goesOn: () => now() < until };
    const loading = paced({ now, signal, ask: this.#ask }, pace, () => this.#next());
    // Awaited below; until then its failure is not unhandled.
    loading.catch(() => undefined);
    try {
      await delay(beforeMs, undefined, { signal });
      const from = now();
      const result = await work();
      const to = now();
      until = to + afterMs;
      return { sent: await loading, from, to, result };
    } catch (error) {
      until = 0;
      await loading.catch(() => undefined);
      throw error;
    }
  }

  /**
   * Waits until so many requests are hit that somebody looks.
   *
   * @param since epoch ms
   * @param signal ends the wait with its reason
   * @returns when, epoch ms
   * @throws when they have not after so many milliseconds
   */
  async untilAlarm(since: number, deadlineMs: number, signal = this.bench.signal): Promise<number> {
    const { now } = this.bench;
    for (const giveUpAt = now() + deadlineMs; now() < giveUpAt; ) {
      const recent = this.#hits.filter((at) => at >= since && at > now() - ALARM.withinMs);
      if (recent.length >= ALARM.hits) return now();
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
    throw new Error(`nobody has noticed within ${deadlineMs / 1_000} s that a version fails`);
  }

  /**
   * Waits until the orders are decided that were undecided when they were answered, since the last call.
   *
   * @returns how many of them were not confirmed; those that are not decided in time are among them
   */
  async notConfirmed(deadlineMs = DECIDED_WITHIN_MS): Promise<number> {
    const { now, signal } = this.bench;
    let left = this.#undecided.splice(0);
    let rejected = 0;
    for (const giveUpAt = now() + deadlineMs; left.length > 0 && now() < giveUpAt; ) {
      const undecided: PlannedRequest[] = [];
      for (const order of left) {
        const status = statusIn(await this.bench.ask(order));
        if (status === undefined || status === 'pending') undecided.push(order);
        else if (status !== 'confirmed') rejected += 1;
      }
      left = undecided;
      if (left.length > 0) await delay(LOOK_EVERY_MS, undefined, { signal });
    }
    return rejected + left.length;
  }

  /**
   * A deployment that goes on with an order later answers late, where another one fails at once. Both are something that customers feel, so both count for
   * the alarm.
   */
  readonly #ask = async (planned: PlannedRequest, options?: AskOptions): Promise<Answered> => {
    const answer = await this.bench.ask(planned, options);
    const { outcome, status, startedAt, endedAt } = answer;
    if (outcome !== 'ok' || status === UNDECIDED || endedAt - startedAt > SLOW_MS) this.#hits.push(endedAt);
    if (status === UNDECIDED) this.#undecided.push(orderOf(planned, answer));
    return answer;
  };

  #next(): PlannedRequest {
    const { data, chance } = this.bench;
    const planned = request(data as ShoppingData, FIRST + this.#made, chance);
    this.#made += 1;
    // An order that is still being decided at its deadline is answered with 202: late, and no failure.
    return planned.endpoint === 'place-order'
      ? { ...planned, expect: [...planned.expect, UNDECIDED] }
      : planned;
  }
}

/** Asks what has become of an order. @param answer to the request for it */
function orderOf({ headers }: PlannedRequest, { body }: Answered): PlannedRequest {
  const { id } = JSON.parse(body) as { id: string };
  const authorization = headers?.authorization ?? '';
  return {
    method: 'GET',
    path: `/orders/${id}`,
    headers: { authorization },
    endpoint: 'order',
    expect: [200],
  };
}

const statusIn = ({ outcome, body }: Answered): string | undefined =>
  outcome === 'ok' ? (JSON.parse(body) as { status: string }).status : undefined;
