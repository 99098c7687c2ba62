import type { Basket, Recommendation } from './recommendations.ts';

/** How many of a customer's latest products make up the customer's profile. */
const HISTORY = 10;

/** How many of the closest products are looked at for variety. */
const SHORTLIST = 300;
/** How much closeness counts against variety, 0..1. */
const CLOSENESS = 0.7;
/** Products that rows make room for at a time. Doubling would keep almost as much memory for nothing. */
const GROWTH = 256;

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
export class CoPurchaseModel {
  /** Position in the log of baskets up to which this model has learned. */
  position = 0;
  readonly #indexOf = new Map<string, number>();
  readonly #skus: string[] = [];
  /** Counts: whole numbers, which single precision holds exactly up to 16 million. */
  readonly #rows: Float32Array[] = [];
  readonly #recent = new Map<string, number[]>();
  #width = 1024;
  /** Euclidean lengths of the rows. */
  readonly #norms: number[] = [];

  learn(basket: Basket): void {
    const items = [...new Set(basket.skus)].map((sku) => this.#intern(sku));
    for (const a of items) {
      const row = this.#rows[a] as Float32Array;
      for (const b of items) row[b] = (row[b] ?? 0) + 1;
      this.#norms[a] = Math.sqrt(this.#dot(row, row));
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
    const profile = new Float32Array(this.#width);
    for (const anchor of anchors) {
      const row = this.#rows[anchor] as Float32Array;
      for (let i = 0; i < this.#skus.length; i += 1) profile[i] = (profile[i] ?? 0) + (row[i] ?? 0);
    }
    const candidates = this.#shortlist(profile, new Set(anchors));
    const picked: Recommendation[] = [];
    while (picked.length < limit) {
      const best = takeBest(candidates);
      if (!best) break;
      const row = this.#rows[best.item] as Float32Array;
      picked.push({ sku: this.#skus[best.item] as string, score: best.relevance });
      for (const candidate of candidates) {
        const closeness = this.#cosine(candidate.item, row, this.#norms[best.item] as number);
        candidate.redundancy = Math.max(candidate.redundancy, closeness);
      }
    }
    return picked;
  }

  /** The products closest to a profile, closest first. Of equals the earlier one comes first, so that all processes agree. */
  #shortlist(profile: Float32Array, excluded: ReadonlySet<number>): Candidate[] {
    const length = Math.sqrt(this.#dot(profile, profile));
    return this.#rows
      .map((_, item) => ({ item, relevance: this.#cosine(item, profile, length), redundancy: 0 }))
      .filter(({ item, relevance }) => relevance > 0 && !excluded.has(item))
      .sort((a, b) => b.relevance - a.relevance || a.item - b.item)
      .slice(0, SHORTLIST);
  }

  /** Cosine of a product's row with a vector of that length. */
  #cosine(item: number, vector: Float32Array, length: number): number {
    return this.#dot(this.#rows[item] as Float32Array, vector) / ((this.#norms[item] ?? 0) * length || 1);
  }

  #intern(sku: string): number {
    const known = this.#indexOf.get(sku);
    if (known !== undefined) return known;
    const index = this.#skus.length;
    if (index === this.#width) this.#widen();
    this.#indexOf.set(sku, index);
    this.#skus.push(sku);
    this.#rows.push(new Float32Array(this.#width));
    return index;
  }

  #widen(): void {
    this.#width += GROWTH;
    for (const [i, row] of this.#rows.entries()) {
      const wider = new Float32Array(this.#width);
      wider.set(row);
      this.#rows[i] = wider;
    }
  }

  /** Over the products there are; the rest of a row is room to grow. */
  #dot(a: Float32Array, b: Float32Array): number {
    const products = this.#skus.length;
    let total = 0;
    for (let i = 0; i < products; i += 1) total += (a[i] as number) * (b[i] as number);
    return total;
  }
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
