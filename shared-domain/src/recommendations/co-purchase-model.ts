import { PlainRows } from './ranking/plain-rows.ts';
import type { Model } from './ranking/ranker.ts';
import type { Rows } from './ranking/rows.ts';
import type { Basket, Recommendation } from './recommendations.ts';

/** How many of a customer's latest products make up the customer's profile. */
const HISTORY = 10;

/** How many of the closest products are looked at for variety. */
const SHORTLIST = 300;
/** How much closeness counts against variety, 0..1. */
const CLOSENESS = 0.7;

interface Candidate {
  readonly item: number;
  readonly relevance: number;
  /** Closeness to the closest of those already picked. */
  redundancy: number;
}

/**
 * "Bought together", as item-to-item similarity: each product is the vector of how often it was bought together with
 * every product, and two products are as close as the cosine of their vectors (Sarwar et al., WWW 2001).
 *
 * Suggestions are picked one by one for being close to what was asked and unlike those already picked (maximal marginal
 * relevance; Carbonell & Goldstein, SIGIR 1998). That costs products² multiplications and more: on purpose, this is the
 * context that keeps a processor busy.
 */
export class CoPurchaseModel implements Model {
  position = 0;
  readonly #indexOf = new Map<string, number>();
  readonly #skus: string[] = [];
  /** Counts. */
  readonly #rows: Rows;
  readonly #recent = new Map<string, number[]>();
  /** Euclidean lengths of the rows. */
  readonly #norms: number[] = [];

  /** @param rows empty ones, which multiply */
  constructor(rows: Rows = new PlainRows()) {
    this.#rows = rows;
  }

  learn(basket: Basket): void {
    const items = [...new Set(basket.skus)].map((sku) => this.#intern(sku));
    for (const a of items) {
      const row = this.#rows.row(a);
      for (const b of items) row[b] = (row[b] ?? 0) + 1;
      this.#norms[a] = lengthOf(row);
    }
    this.#recent.set(
      basket.customerId,
      [...items, ...(this.#recent.get(basket.customerId) ?? [])].slice(0, HISTORY),
    );
  }

  likeProduct(sku: string, limit: number): Recommendation[] {
    const item = this.#indexOf.get(sku);
    return item === undefined ? [] : this.#suggest([item], limit);
  }

  likeCustomer(customerId: string, limit: number): Recommendation[] {
    const items = this.#recent.get(customerId);
    return items === undefined ? [] : this.#suggest(items, limit);
  }

  #suggest(anchors: readonly number[], limit: number): Recommendation[] {
    const profile = new Float32Array(this.#rows.width);
    for (const anchor of anchors) {
      const row = this.#rows.row(anchor);
      for (let i = 0; i < this.#skus.length; i += 1) profile[i] = (profile[i] ?? 0) + (row[i] ?? 0);
    }
    const candidates = this.#shortlist(profile, new Set(anchors));
    const picked: Recommendation[] = [];
    while (picked.length < limit) {
      const best = takeBest(candidates);
      if (!best) break;
      picked.push({ sku: this.#skus[best.item] as string, score: best.relevance });
      const items = candidates.map(({ item }) => item);
      const closeness = this.#cosines(items, this.#rows.row(best.item), this.#norms[best.item] as number);
      for (const [i, candidate] of candidates.entries())
        candidate.redundancy = Math.max(candidate.redundancy, closeness[i] as number);
    }
    return picked;
  }

  /** The products closest to a profile, closest first. Of equals the earlier one comes first, so that all processes agree. */
  #shortlist(profile: Float32Array, excluded: ReadonlySet<number>): Candidate[] {
    const items = this.#skus.map((_, item) => item);
    return this.#cosines(items, profile, lengthOf(profile))
      .map((relevance, item) => ({ item, relevance, redundancy: 0 }))
      .filter(({ item, relevance }) => relevance > 0 && !excluded.has(item))
      .sort((a, b) => b.relevance - a.relevance || a.item - b.item)
      .slice(0, SHORTLIST);
  }

  /** Cosines of products' rows with a vector of that length. */
  #cosines(items: readonly number[], vector: Float32Array, length: number): number[] {
    const dots = this.#rows.dots(items, vector);
    return items.map((item, i) => (dots[i] as number) / ((this.#norms[item] ?? 0) * length || 1));
  }

  #intern(sku: string): number {
    const known = this.#indexOf.get(sku);
    if (known !== undefined) return known;
    const index = this.#skus.length;
    this.#rows.add();
    this.#indexOf.set(sku, index);
    this.#skus.push(sku);
    return index;
  }
}

/** The Euclidean one. */
function lengthOf(vector: Float32Array): number {
  let total = 0;
  for (const value of vector) total += value * value;
  return Math.sqrt(total);
}

/** Removes and returns the candidate that is close to what was asked and unlike what was picked. */
function takeBest(candidates: Candidate[]): Candidate | undefined {
  const value = ({ relevance, redundancy }: Candidate) =>
    CLOSENESS * relevance - (1 - CLOSENESS) * redundancy;
  let best = 0;
  for (const [i, candidate] of candidates.entries()) {
    if (value(candidate) > value(candidates[best] as Candidate)) best = i;
  }
  return candidates.splice(best, 1)[0];
}
