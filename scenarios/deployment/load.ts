import { setTimeout as delay } from 'node:timers/promises';
import type { Answered, AskOptions, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { paced, type Sent } from '../shop/paced.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { PATIENCE_MS, RATE, type Size } from './sizes.ts';
import { request } from './workload.ts';

type Bench = Pick<ProbeBench, 'ask' | 'now' | 'signal' | 'chance' | 'data'>;

/** The driver's warm-up has the first ones, and no key of an order may be used twice. */
const FIRST = 1_000_000;
/** So many failures within a second are no accident: somebody is called. */
const ALARM = { failures: 3, withinMs: 1_000 };
const LOOK_EVERY_MS = 20;

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
  /** When each request ended that was not answered as it should be. */
  readonly #failures: number[] = [];

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
      const recent = this.#failures.filter((at) => at >= since && at > now() - ALARM.withinMs);
      if (recent.length >= ALARM.failures) return now();
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
    throw new Error(`nobody has noticed within ${deadlineMs / 1_000} s that a version fails`);
  }

  readonly #ask = async (planned: PlannedRequest, options?: AskOptions): Promise<Answered> => {
    const answer = await this.bench.ask(planned, options);
    if (answer.outcome !== 'ok') this.#failures.push(answer.endedAt);
    return answer;
  };

  #next(): PlannedRequest {
    const { data, chance } = this.bench;
    const planned = request(data as ShoppingData, FIRST + this.#made, chance);
    this.#made += 1;
    // An order that is still being decided at its deadline is answered with 202: late, and no failure.
    return planned.endpoint === 'place-order' ? { ...planned, expect: [...planned.expect, 202] } : planned;
  }
}
