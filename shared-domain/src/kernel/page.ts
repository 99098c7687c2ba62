/** One page of a list. `nextCursor` is opaque to clients; null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface PageRequest {
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Cuts a page out of `limit + 1` fetched rows: the extra row tells whether there is more. */
export function toPage<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
