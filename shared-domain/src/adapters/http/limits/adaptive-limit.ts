import { Problem } from '../problems/problem.ts';
import { Gradient } from './gradient.ts';
import { IMPORTANCES, type Importance, type Kind } from './kinds.ts';
import { Latency } from './latency.ts';
import type { Answered, Limit } from './limit.ts';

/** Up to which part of the limit requests of an importance are let in: what is left beyond is for those that matter more. */
export type Shares = Readonly<Record<Importance, number>>;

export const EQUAL_SHARES: Shares = { orders: 1, own: 1, browsing: 1 };
/** All above a half, or a shop of browsers alone would never fill half of its limit, and never learn that it may have more. */
export const PRIORITY_SHARES: Shares = { orders: 1, own: 0.8, browsing: 0.6 };

/**
 * Up to how many under way requests of each importance are let in. Each finds one place at least. From the least limit on, those that matter less
 * find half of it at least, so that they alone can make it grow, and leave a place for those that matter more.
 */
export function placesIn(limit: number, shares: Shares): Record<Importance, number> {
  const of = (each: Importance) => Math.max(1, Math.floor(limit * shares[each]));
  return Object.fromEntries(IMPORTANCES.map((each) => [each, of(each)])) as Record<Importance, number>;
}

/** Says how many are under way, and how many may be. */
export interface Load {
  readonly underWay: number;
  readonly limit: number;
}

/**
 * As many requests under way as the shop answers in time. One more is refused at once instead of waiting: it can be sent again, and those that were
 * let in are answered as fast as ever.
 *
 * Kinds of request take different times. So each is compared with its own latency without load: a page that becomes an order is no overload.
 *
 * @param now a clock that only goes forward. ms
 */
export function adaptiveLimit(
  shares: Shares,
  now: () => number = () => performance.now(),
): Limit & { readonly load: Load } {
  const gradient = new Gradient();
  const latencies = new Map<string, Latency>();
  let places = placesIn(gradient.limit, shares);
  let underWay = 0;

  const latencyOf = (id: string): Latency => {
    const known = latencies.get(id);
    if (known !== undefined) return known;
    const latency = new Latency(now);
    latencies.set(id, latency);
    return latency;
  };

  const enter = ({ id }: Kind) => {
    underWay += 1;
    const atBegin = underWay;
    const latency = latencyOf(id);
    return ({ tookMs, status }: Answered) => {
      underWay -= 1;
      const reading = tellsOfLoad(status) ? latency.answered(tookMs, atBegin) : undefined;
      if (reading === undefined) return;
      gradient.update(reading);
      places = placesIn(gradient.limit, shares);
    };
  };

  return {
    looksAt: 'all',
    load: {
      get underWay() {
        return underWay;
      },
      get limit() {
        return gradient.limit;
      },
    },
    admit({ kind }) {
      if (underWay >= places[kind.importance]) return overloaded();
      return kind.limitsItself ? undefined : enter(kind);
    },
    async close() {},
  };
}

/** A refusal or a failure may come soon, whatever the load. A client that did not wait, and an answer that is late, tell of it. */
const tellsOfLoad = (status: number | undefined): boolean =>
  status === undefined || status < 400 || status === 504;

const overloaded = (): Problem =>
  new Problem('overloaded', 'There is more to do than can be done in time. Try again in 1 s.', {
    retryAfterS: 1,
  });
