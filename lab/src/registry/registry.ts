import { type Message, notOneOf } from './usage-error.ts';

/**
 * The plug-ins of one sort, e.g. every component that the lab knows. Each is a folder or a file of its own and one line where its
 * registry is made. Their users go through the registry and name none of them.
 */
export class Registry<T extends { readonly id: string }> {
  readonly #items = new Map<string, T>();

  /**
   * @param what what one of them is called in messages, e.g. `component`
   * @param items in the order in which they are listed
   * @param keyOf what {@link find} and {@link get} know an item by
   * @throws when two of them have the same id
   */
  constructor(
    readonly what: Message,
    items: readonly T[],
    private readonly keyOf: (item: T) => string = ({ id }) => id,
  ) {
    for (const item of items) this.add(item);
  }

  /**
   * @returns takes it out again, for tests
   * @throws when there is one of that id
   */
  add(item: T): () => void {
    const key = this.keyOf(item);
    if (this.#items.has(key)) throw new Error(`there are two ${this.what.en}s with the id "${key}"`);
    this.#items.set(key, item);
    return () => this.#items.delete(key);
  }

  get all(): readonly T[] {
    return [...this.#items.values()];
  }

  get ids(): readonly string[] {
    return [...this.#items.keys()];
  }

  find(id: string): T | undefined {
    return this.#items.get(id);
  }

  /** @throws {UsageError} that lists the valid ids */
  get(id: string): T {
    const found = this.#items.get(id);
    if (!found) throw notOneOf(this.what, id, this.ids);
    return found;
  }
}
