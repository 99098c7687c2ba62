import type { Basket, Recommendation } from './recommendations.ts';

/** How many of a customer's latest products speak for the customer. */
const HISTORY = 10;

/**
 * "Bought together", as item-to-item similarity: each product is the vector of how often it was bought together with
 * every product, and two products are as close as the cosine of their vectors (Sarwar et al., WWW 2001).
 *
 * Suggestions are picked one by one for being close to what was asked and unlike those already picked (maximal marginal
 * relevance; Carbonell & Goldstein, SIGIR 1998). That costs products² × suggestions multiplications: on purpose, this is
 * the context that keeps a processor busy.
 */
export class CoPurchaseModel {
  /** Position in the log of baskets up to which this model has learned. */
  position = 0;
  readonly #indexOf = new Map<string, number>();
  readonly #skus: string[] = [];
  readonly #rows: Float64Array[] = [];
  readonly #recent = new Map<string, number[]>();
  #width = 1024;
  /** Euclidean lengths of the rows. */
  readonly #norms: number[] = [];

  learn(basket: Basket): void {
    const items = [...new Set(basket.skus)].map((sku) => this.#intern(sku));
    for (const a of items) {
      const row = this.#rows[a] as Float64Array;
      for (const b of items) row[b] = (row[b] ?? 0) + 1;
      this.#norms[a] = Math.sqrt(dot(row, row));
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
    const profile = new Float64Array(this.#width);
    for (const anchor of anchors) {
      const row = this.#rows[anchor] as Float64Array;
      for (let i = 0; i < row.length; i += 1) profile[i] = (profile[i] ?? 0) + (row[i] ?? 0);
    }
    const relevance = this.#cosines(profile);
    const closestPicked = new Float64Array(this.#rows.length);
    const excluded = new Set(anchors);
    const picked: Recommendation[] = [];
    while (picked.length < limit) {
      const best = this.#argmax(
        excluded,
        (i) => 0.7 * (relevance[i] ?? 0) - 0.3 * (closestPicked[i] ?? 0),
        relevance,
      );
      if (best === undefined) break;
      excluded.add(best);
      picked.push({ sku: this.#skus[best] as string, score: relevance[best] as number });
      if (picked.length === limit) break;
      const toBest = this.#cosines(this.#rows[best] as Float64Array);
      for (let i = 0; i < toBest.length; i += 1)
        closestPicked[i] = Math.max(closestPicked[i] ?? 0, toBest[i] ?? 0);
    }
    return picked;
  }

  /** The greatest by `score` among those with any relevance; the earlier one of equals, so that all processes agree. */
  #argmax(
    excluded: ReadonlySet<number>,
    score: (i: number) => number,
    relevance: Float64Array,
  ): number | undefined {
    let best: number | undefined;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < relevance.length; i += 1) {
      if (excluded.has(i) || (relevance[i] ?? 0) <= 0) continue;
      const value = score(i);
      if (value > bestScore) {
        best = i;
        bestScore = value;
      }
    }
    return best;
  }

  /** Cosine of a vector with every product's row. */
  #cosines(vector: Float64Array): Float64Array {
    const length = Math.sqrt(dot(vector, vector));
    return Float64Array.from(
      this.#rows,
      (row, i) => dot(row, vector) / ((this.#norms[i] ?? 0) * length || 1),
    );
  }

  #intern(sku: string): number {
    const known = this.#indexOf.get(sku);
    if (known !== undefined) return known;
    const index = this.#skus.length;
    if (index === this.#width) this.#widen();
    this.#indexOf.set(sku, index);
    this.#skus.push(sku);
    this.#rows.push(new Float64Array(this.#width));
    return index;
  }

  #widen(): void {
    this.#width *= 2;
    for (const [i, row] of this.#rows.entries()) {
      const wider = new Float64Array(this.#width);
      wider.set(row);
      this.#rows[i] = wider;
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i += 1) total += (a[i] as number) * (b[i] as number);
  return total;
}
