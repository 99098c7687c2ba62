import { DOTS } from './dots.ts';
import { FIRST_WIDTH, GROWTH, type Rows } from './rows.ts';

/** What is used of the platform's WebAssembly. Node's types do not have it. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What `dots.wat` exports. Addresses and lengths are bytes. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  dots(
    items: number,
    count: number,
    sums: number,
    rows: number,
    stride: number,
    vector: number,
    length: number,
  ): void;
}

const PAGE = 65_536;
/** Memory that is asked for at a time, pages: each time, every view of it has to be made anew. */
const PAGES = 16;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** So many rows are multiplied by one call: their numbers and sums have a place of their own. */
const CHUNK = 512;
/** Where things lie, bytes: numbers of rows, sums, the vector. The rows lie behind it. */
const ITEMS = 0;
const SUMS = ITEMS + CHUNK * Uint32Array.BYTES_PER_ELEMENT;
const VECTOR = SUMS + CHUNK * Float64Array.BYTES_PER_ELEMENT;

/** All rows lie in the memory of a WebAssembly module (`dots.wat`), which multiplies two numbers at a time. */
export class WasmRows implements Rows {
  readonly #kernel: Kernel;
  #count = 0;
  #width = FIRST_WIDTH;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(DOTS, 'base64'));
    this.#kernel = new WebAssembly.Instance(module).exports as Kernel;
    this.#makeRoom();
  }

  get width(): number {
    return this.#width;
  }

  add(): void {
    if (this.#count === this.#width) this.#widen();
    this.#count += 1;
    this.#makeRoom();
  }

  row(item: number): Float32Array {
    return new Float32Array(this.#buffer, this.#place(item), this.#width);
  }

  dots(items: readonly number[], vector: Float32Array): number[] {
    const buffer = this.#buffer;
    new Float32Array(buffer, VECTOR, this.#width).set(vector);
    const places = new Uint32Array(buffer, ITEMS, CHUNK);
    const sums = new Float64Array(buffer, SUMS, CHUNK);
    // Four numbers at a time. Those beyond the last product are 0, and add nothing.
    const length = 4 * Math.ceil(this.#count / 4) * FLOAT;
    const found: number[] = [];
    for (let from = 0; from < items.length; from += CHUNK) {
      const some = items.slice(from, from + CHUNK);
      places.set(some);
      this.#kernel.dots(ITEMS, some.length, SUMS, this.#place(0), this.#stride, VECTOR, length);
      for (let i = 0; i < some.length; i += 1) found.push(sums[i] as number);
    }
    return found;
  }

  get #buffer(): ArrayBuffer {
    return this.#kernel.memory.buffer;
  }

  get #stride(): number {
    return this.#width * FLOAT;
  }

  #place(item: number): number {
    return VECTOR + (item + 1) * this.#stride;
  }

  #makeRoom(): void {
    const missing = this.#place(this.#count) - this.#buffer.byteLength;
    if (missing > 0) this.#kernel.memory.grow(PAGES * Math.ceil(missing / (PAGES * PAGE)));
  }

  /** Rows move away from each other, the last one first. The vector moves as if it were the row before the first. */
  #widen(): void {
    const [from, to] = [this.#width, this.#width + GROWTH];
    this.#width = to;
    this.#makeRoom();
    const numbers = new Float32Array(this.#buffer, VECTOR);
    for (let slot = this.#count; slot >= 0; slot -= 1) {
      numbers.copyWithin(slot * to, slot * from, (slot + 1) * from);
      numbers.fill(0, slot * to + from, (slot + 1) * to);
    }
  }
}
