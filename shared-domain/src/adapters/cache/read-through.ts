import type { Cache, Found } from '../../kernel/cache.ts';
import { timeLeft } from '../../kernel/call-context.ts';
import { within } from '../../kernel/deadline.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';

/** What becomes of readers who find nothing, or something that is about to expire. */
export const REFRESH = ['none', 'single-flight', 'xfetch'] as const;
export type Refresh = (typeof REFRESH)[number];

/** How often things have happened since the start. */
export interface CacheCounts {
  /** Lookups of a key: it was there; it was not; nobody knows, because the cache did not answer. */
  hits: number;
  misses: number;
  unknown: number;
  /** Keys that the origin was asked for. */
  loads: number;
  /** Keys that a reader had from another one's question to the origin. */
  joined: number;
  /** Keys that were asked for before they had expired. */
  early: number;
  /** Values that were not kept, because the key had changed meanwhile. */
  refused: number;
}

export const noCounts = (): CacheCounts => ({
  ...{ hits: 0, misses: 0, unknown: 0, loads: 0, joined: 0, early: 0, refused: 0 },
});

/** What is stored under a key. */
interface Kept<T> {
  readonly value: T;
  /** When it expires, epoch ms. */
  readonly until: number;
  /** How long the origin took to make it, ms. */
  readonly took: number;
}

/** As long as a timer can be. */
const LONGEST_MS = 2 ** 31 - 1;
/** Whose question did not get an answer so often, asked by one reader after the other, fails as they did: the origin is not well. */
const LET_DOWN = 3;

export interface ReadThroughOptions {
  readonly cache: Cache;
  readonly refresh: Refresh;
  readonly counts: CacheCounts;
  /** Of early refreshes: above 1 they come earlier, below 1 later. */
  readonly beta?: number;
  /** 0..1, as `Math.random`. */
  readonly random?: () => number;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** Asks the origin for values. @returns those that there are, by their keys */
export type Load<T> = (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/**
 * Reads values from a cache, and those that are not there from their origin. A cache that is down or slow is one that has nothing.
 *
 *     read ── cache: get ── found ───────────────────────────────▶
 *                  └─ not found ── origin: load ── cache: set ───▶
 *
 * `single-flight`: of several readers in this process who miss a key at once, one asks, and the others have its answer. `xfetch` besides: a
 * reader may find that a value expires soon, and asks before that: the dearer the value, the sooner. So few ask, and nobody waits for them
 * (Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015).
 */
export class ReadThrough {
  readonly #flights = new Map<string, Promise<ReadonlyMap<string, unknown>>>();
  readonly #options: Required<ReadThroughOptions>;

  constructor(options: ReadThroughOptions) {
    this.#options = { beta: 1, random: Math.random, now: Date.now, ...options };
  }

  /**
   * @param ttlMs how long a value may be used
   * @returns the values that there are, by their keys. @throws as `load`, and DependencyFailure (`timeout`) when the caller's deadline passes
   *   while it waits for another one's question
   */
  async read<T>(keys: readonly string[], ttlMs: number, load: Load<T>): Promise<ReadonlyMap<string, T>> {
    const { cache, counts, now } = this.#options;
    const values = new Map<string, T>();
    const missing = new Map<string, Found | undefined>();
    /** Copies that are refreshed early, though they may be used for a while. */
    const usable = new Map<string, T>();
    const found = await cache.get(keys).catch((): readonly Found[] => []);
    for (const [i, key] of keys.entries()) {
      const each = found[i];
      const kept = each?.value as Kept<T> | undefined;
      if (each === undefined) counts.unknown += 1;
      else if (kept === undefined) counts.misses += 1;
      else counts.hits += 1;
      if (kept !== undefined && !this.#expiresSoon(kept)) values.set(key, kept.value);
      else {
        missing.set(key, each);
        if (kept !== undefined && now() < kept.until) usable.set(key, kept.value);
      }
    }
    if (missing.size === 0) return values;
    const fetched = await this.#fetch(missing, ttlMs, load).catch((error: unknown) => {
      if ([...missing.keys()].every((key) => usable.has(key))) return usable;
      throw error;
    });
    for (const key of missing.keys()) {
      const value = fetched.get(key);
      if (value !== undefined) values.set(key, value);
    }
    return values;
  }

  /** XFetch: the time that is left is compared with what it took to make the value, times a random number of mean `beta`. */
  #expiresSoon({ until, took }: Kept<unknown>): boolean {
    const { refresh, beta, random, now, counts } = this.#options;
    if (refresh !== 'xfetch') return false;
    // 1 - random() lies above 0, whose logarithm would be infinite.
    if (now() - took * beta * Math.log(1 - random()) < until) return false;
    counts.early += 1;
    return true;
  }

  /** @param failed how many questions that this reader had joined have failed */
  async #fetch<T>(
    missing: ReadonlyMap<string, Found | undefined>,
    ttlMs: number,
    load: Load<T>,
    failed = 0,
  ): Promise<ReadonlyMap<string, T>> {
    if (this.#options.refresh === 'none') return this.#fill(missing, ttlMs, load);
    const own = new Map<string, Found | undefined>();
    const flights = new Set<Promise<ReadonlyMap<string, T>>>();
    let joined = 0;
    for (const [key, found] of missing) {
      const flight = this.#flights.get(key) as Promise<ReadonlyMap<string, T>> | undefined;
      if (flight === undefined || isToFill(found)) own.set(key, found);
      else {
        flights.add(flight);
        joined += 1;
      }
    }
    this.#options.counts.joined += joined;
    const asked = own.size > 0 ? this.#fly(own, ttlMs, load) : undefined;
    // Awaited below, unless this reader's time is up before that.
    asked?.catch(() => undefined);
    const landed = flights.size > 0 ? await inOwnTime(Promise.allSettled(flights)) : [];
    // What it has asked itself fails as it fails: there is nobody else to wait for.
    const values = new Map(await asked);
    for (const each of landed)
      if (each.status === 'fulfilled') for (const [key, value] of each.value) values.set(key, value);
    const failure = landed.find((each) => each.status === 'rejected');
    if (failure === undefined) return values;
    if (failed + 1 >= LET_DOWN) throw failure.reason;
    // It was another reader's deadline that passed, perhaps, and not this one's. Of all whom it let down, the first one asks again.
    const left = new Map([...missing].filter(([key]) => !own.has(key) && !values.has(key)));
    for (const [key, value] of await this.#fetch(left, ttlMs, load, failed + 1)) values.set(key, value);
    return values;
  }

  /** A question that others may join until it is answered. */
  #fly<T>(
    missing: ReadonlyMap<string, Found | undefined>,
    ttlMs: number,
    load: Load<T>,
  ): Promise<ReadonlyMap<string, T>> {
    const flight = this.#fill(missing, ttlMs, load).finally(() => {
      for (const key of missing.keys()) if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    for (const key of missing.keys()) this.#flights.set(key, flight);
    return flight;
  }

  /** Asks the origin, and keeps what it answers. The reader does not wait for that. */
  async #fill<T>(
    missing: ReadonlyMap<string, Found | undefined>,
    ttlMs: number,
    load: Load<T>,
  ): Promise<ReadonlyMap<string, T>> {
    const { cache, counts, now } = this.#options;
    counts.loads += missing.size;
    const begun = performance.now();
    const values = await load([...missing.keys()]);
    const took = performance.now() - begun;
    for (const [key, value] of values) {
      const token = missing.get(key)?.token;
      if (token === undefined) continue;
      const kept: Kept<T> = { value, until: now() + ttlMs, took };
      const count = (done: boolean) => {
        if (!done) counts.refused += 1;
      };
      // A cache that is out of reach keeps nothing: the next reader asks again.
      cache.set(key, kept, ttlMs, token).then(count, () => undefined);
    }
    return values;
  }

  /** Has the next reader ask the origin. @throws when nobody knows whether it will */
  async forget(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#flights.delete(key);
    await Promise.all(keys.map((key) => this.#options.cache.delete(key)));
  }
}

/** Whether the reader was told to fill the key. A question from before may have an answer that is old by now: it may not be kept. */
const isToFill = (found: Found | undefined): boolean =>
  found !== undefined && found.value === undefined && found.token !== undefined;

/** What others ask may take longer than the ambient call has. @throws DependencyFailure (`timeout`) */
async function inOwnTime<T>(work: Promise<T>): Promise<T> {
  const landed = await within(timeLeft(LONGEST_MS), work, undefined);
  if (landed !== undefined) return landed;
  throw new DependencyFailure('cache', 'timeout', 'another reader asks, and has no answer in time');
}
