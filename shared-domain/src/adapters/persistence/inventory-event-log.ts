import type { FromSnapshots, LevelAt } from '../../inventory/inventory.ts';
import { type NewEvent, type RecordedEvent, VersionConflict } from '../../kernel/recorded-event.ts';
import { StockLevels } from '../../stock-history/projections.ts';
import { nothing, only, type Sql } from './sql.ts';

/** What levels are made of: a snapshot, or an event behind it. */
type Source = (LevelAt & { readonly stream: string; readonly type: null }) | NewEvent;

/** `sqlite3` makes an object of each row, cell by cell, which takes longer than to read them. So a list comes as one text of JSON. */
interface Packed {
  readonly list: string;
}

const unpacked = <T>([row]: Packed[]): T[] => (row === undefined ? [] : JSON.parse(row.list));

const AFTER = `SELECT json_group_array(json_object('position', position, 'stream', stream, 'version', version, 'type', type,
    'schema', schema, 'data', json(data), 'recordedAt', recorded_at)) AS "list"
  FROM (SELECT * FROM inventory_events WHERE position > ? ORDER BY position LIMIT ?)`;

const HEAD = 'SELECT max(position) AS "position" FROM inventory_events';

/** A version that is taken already is left out, and so counted: see `record`. */
const RECORD = `INSERT INTO inventory_events (stream, version, type, schema, data, recorded_at)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5 FROM json_each(?) WHERE true
  ON CONFLICT DO NOTHING`;

const RECORD_NEXT = `INSERT INTO inventory_events (stream, version, type, schema, data, recorded_at)
  SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5 FROM inventory_events WHERE stream = ?1`;

const LAST = `SELECT stream, version, type, schema, data FROM inventory_events
  WHERE stream = ? ORDER BY version DESC LIMIT 1`;

const SNAPSHOT = `INSERT INTO inventory_snapshots (stream, version, on_hand, reserved)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
  ON CONFLICT (stream) DO UPDATE SET
    version = excluded.version, on_hand = excluded.on_hand, reserved = excluded.reserved`;

/** One statement, so that snapshots and events are those of one moment. */
const sourcesOf = (wanted: string) => `WITH RECURSIVE wanted (stream) AS (${wanted}),
  sources (stream, version, source) AS (
    SELECT kept.stream, kept.version, json_object('stream', kept.stream, 'version', kept.version, 'type', NULL,
      'onHand', kept.on_hand, 'reserved', kept.reserved)
    FROM wanted CROSS JOIN inventory_snapshots AS kept ON kept.stream = wanted.stream
    UNION ALL
    SELECT happened.stream, happened.version, json_object('stream', happened.stream, 'version', happened.version,
      'type', happened.type, 'schema', happened.schema, 'data', json(happened.data))
    FROM wanted CROSS JOIN inventory_events AS happened ON happened.stream = wanted.stream
      AND happened.version > coalesce(
        (SELECT version FROM inventory_snapshots AS latest WHERE latest.stream = wanted.stream), 0)
    ORDER BY 1, 2)
  SELECT json_group_array(json(source)) AS "list" FROM sources`;

const SOURCES = sourcesOf('SELECT value FROM json_each(?)');

/** Goes from stream to stream through the index: DISTINCT would read every event of theirs. */
const SOURCES_OF_ALL = sourcesOf(`SELECT min(stream) FROM inventory_events
    WHERE stream >= 'stock-' AND stream < 'stock.'
  UNION ALL
  SELECT (SELECT min(later.stream) FROM inventory_events AS later
    WHERE later.stream > wanted.stream AND later.stream < 'stock.')
  FROM wanted WHERE wanted.stream IS NOT NULL`);

/** Keeps a single statement short enough that readers are not held up. */
const ROWS_PER_INSERT = 2_000;

/** What has happened to the stock, in a table that only grows, and snapshots of it in another one, which could be made anew. */
interface InventoryEventLog {
  after(position: number, limit: number): Promise<RecordedEvent[]>;
  head(): Promise<number>;
  /** @throws VersionConflict; nothing is kept then of the transaction that this is part of */
  record(events: readonly NewEvent[]): Promise<void>;
  /** Records an event with the version that its stream has next, whatever the event's own is. */
  recordNext(event: NewEvent): Promise<void>;
  lastOf(stream: string): Promise<NewEvent | undefined>;
  /** @param streams each once; all of the stock without */
  levels(streams?: readonly string[]): Promise<FromSnapshots>;
  /** Keeps these instead of older ones. */
  snapshot(levels: readonly (readonly [stream: string, level: LevelAt])[]): Promise<void>;
}

export function createInventoryEventLog(sql: Sql): InventoryEventLog {
  return {
    after: (position, limit) => sql.query(AFTER, [position, limit], unpacked<RecordedEvent>),

    head: () => sql.query(HEAD, [], ([row]: { position: number | null }[]) => row?.position ?? 0),

    async record(events) {
      const now = Date.now();
      for (let from = 0; from < events.length; from += ROWS_PER_INSERT) {
        const some = events.slice(from, from + ROWS_PER_INSERT);
        const rows = some.map(({ stream, version, type, schema, data }) => [
          ...[stream, version, type, schema, data],
          now,
        ]);
        await sql.change(RECORD, [JSON.stringify(rows)], (recorded) => {
          if (recorded < some.length) throw new VersionConflict(some);
        });
      }
    },

    recordNext: ({ stream, type, schema, data }) =>
      sql.change(RECORD_NEXT, [stream, type, schema, JSON.stringify(data), Date.now()], nothing),

    lastOf: (stream) => sql.query(LAST, [stream], only(toEvent)),

    levels: (streams) =>
      streams
        ? sql.query(SOURCES, [JSON.stringify(streams)], levelsFrom)
        : sql.query(SOURCES_OF_ALL, [], levelsFrom),

    snapshot(levels) {
      const rows = levels.map(([stream, level]) => [stream, level.version, level.onHand, level.reserved]);
      return rows.length === 0 ? Promise.resolve() : sql.change(SNAPSHOT, [JSON.stringify(rows)], nothing);
    },
  };
}

const toEvent = (row: Omit<NewEvent, 'data'> & { readonly data: string }): NewEvent => ({
  ...row,
  data: JSON.parse(row.data),
});

function levelsFrom(rows: Packed[]): FromSnapshots {
  const sources = unpacked<Source>(rows);
  const levels = new StockLevels();
  for (const source of sources) {
    if (source.type !== null) levels.apply(source);
    else levels.restore(source.stream, source);
  }
  return { levels: levels.byStream, read: sources.length };
}
