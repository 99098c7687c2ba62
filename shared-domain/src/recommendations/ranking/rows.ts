/**
 * Rows of whole numbers, one for each product, and what ranking spends its time on: their products with a vector.
 *
 * Numbers are single precision, which holds whole ones exactly up to 16 million. Sums are double precision, exact up to 2^53. So a sum is the same
 * in whatever order it is made, and all implementations give the same numbers to the last bit.
 */
export interface Rows {
  /** How many numbers a row and a vector have: a multiple of four. It grows with the products. */
  readonly width: number;
  /** Adds a row of zeros. Rows that were handed out before are not valid any more. */
  add(): void;
  /** The row of a product, to be read and changed until the next {@link add}. */
  row(item: number): Float32Array;
  /** The products of each of these rows with a vector of {@link width}, whose numbers beyond the last product are 0. */
  dots(items: readonly number[], vector: Float32Array): number[];
}

/** Products that there is room for at first. */
export const FIRST_WIDTH = 1024;
/** Products that rows make room for at a time. Doubling would keep almost as much memory for nothing. */
export const GROWTH = 256;
