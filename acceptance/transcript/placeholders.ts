const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const TOKEN = /\b[\w-]+\.eyJ[\w-]+\.[\w-]+/g;

/**
 * Puts names in the place of what differs from one run to the next. Ids are numbered in the order of their first
 * appearance, so that two answers about one order still agree, and one about another order does not.
 */
export class Placeholders {
  readonly #ids = new Map<string, string>();

  text(text: string): string {
    return text
      .replace(TOKEN, '<token>')
      .replace(INSTANT, '<time>')
      .replace(UUID, (id) => this.#idOf(id.toLowerCase()));
  }

  /** All strings of a JSON value. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.json(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.json(each)]));
  }

  #idOf(id: string): string {
    const known = this.#ids.get(id);
    if (known) return known;
    const name = `<id ${this.#ids.size + 1}>`;
    this.#ids.set(id, name);
    return name;
  }
}
