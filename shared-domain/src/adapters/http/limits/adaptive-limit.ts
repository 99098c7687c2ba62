import { Problem } from '../problems/problem.ts';
import { Gradient, LongLatency } from './gradient.ts';
import { IMPORTANCES, type Importance, type Kind } from './kinds.ts';
import type { Answered, Limit } from './limit.ts';

/** Up to which part of the limit requests of an importance are let in: what is left beyond is for those that matter more. */
export type Shares = Readonly<Record<Importance, number>>;

export const EQUAL_SHARES: Shares = { orders: 1, own: 1, browsing: 1 };
/** All above a half, or a shop of browsers alone would never fill half of its limit, and never learn that it may have more. */
export const PRIORITY_SHARES: Shares = { orders: 1, own: 0.8, browsing: 0.6 };

/** So many answers of a kind, over so long, are a reading of its latency. */
const READING = { answers: 10, ms: 250 };

/** What was seen of a kind since its last reading. */
interface Seen {
  readonly long: LongLatency;
  answers: number;
  totalMs: number;
  underWay: number;
  since: number;
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
  const kinds = new Map<string, Seen>();
  const places = Object.fromEntries(IMPORTANCES.map((each) => [each, 0])) as Record<Importance, number>;
  let underWay = 0;
  const learn = (): void => {
    for (const each of IMPORTANCES) places[each] = Math.max(1, Math.floor(gradient.limit * shares[each]));
  };
  learn();

  const seenOf = (id: string): Seen => {
    let seen = kinds.get(id);
    if (seen === undefined) {
      seen = { long: new LongLatency(), answers: 0, totalMs: 0, underWay: 0, since: now() };
      kinds.set(id, seen);
    }
    return seen;
  };

  const read = (seen: Seen): void => {
    const shortMs = seen.totalMs / seen.answers;
    gradient.update(shortMs, seen.long.add(shortMs), seen.underWay);
    learn();
    Object.assign(seen, { answers: 0, totalMs: 0, underWay, since: now() });
  };

  const enter = ({ id }: Kind) => {
    underWay += 1;
    const seen = seenOf(id);
    seen.underWay = Math.max(seen.underWay, underWay);
    return ({ tookMs, status }: Answered) => {
      underWay -= 1;
      if (!tellsOfLoad(status)) return;
      seen.answers += 1;
      seen.totalMs += tookMs;
      if (seen.answers >= READING.answers && now() - seen.since >= READING.ms) read(seen);
    };
  };

  return {
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
