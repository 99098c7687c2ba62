import { FIRST_WIDTH, GROWTH, type Rows } from './rows.ts';

/** Each row is an array of its own, and a loop in JavaScript multiplies. */
export class PlainRows implements Rows {
  readonly #rows: Float32Array[] = [];
  #width = FIRST_WIDTH;

  get width(): number {
    return this.#width;
  }

  add(): void {
    if (this.#rows.length === this.#width) this.#widen();
    this.#rows.push(new Float32Array(this.#width));
  }

  row(item: number): Float32Array {
    return this.#rows[item] as Float32Array;
  }

  dots(items: readonly number[], vector: Float32Array): number[] {
    return items.map((item) => this.#dot(this.row(item), vector));
  }

  /** Over the products there are; the rest of a row is room to grow. */
  #dot(a: Float32Array, b: Float32Array): number {
    const products = this.#rows.length;
    let total = 0;
    for (let i = 0; i < products; i += 1) total += (a[i] as number) * (b[i] as number);
    return total;
  }

  #widen(): void {
    this.#width += GROWTH;
    for (const [i, row] of this.#rows.entries()) {
      const wider = new Float32Array(this.#width);
      wider.set(row);
      this.#rows[i] = wider;
    }
  }
}
