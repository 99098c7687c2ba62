import type { SagaLog, SagaRecord } from '../../kernel/saga-log.ts';
import { ANY, asIs, each, hasChanged, nothing, type Sql } from './sql.ts';

type SagaRow = Omit<SagaRecord, 'context' | 'refusal'> & { context: string; refusal: string | null };

const BEGIN = `INSERT INTO sagas (id, process, context, position, direction, refusal, started_at, owner, lease_until)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** Of whom a write is: who has the saga, and has not let his lease end. */
const HELD = 'owner = ? AND lease_until > ?';
const ADVANCE = `UPDATE sagas SET position = ?, direction = ?, refusal = ? WHERE id = ? AND ${HELD}`;
const END = `DELETE FROM sagas WHERE id = ? AND ${HELD}`;
const RENEW = `UPDATE sagas SET lease_until = ? WHERE id IN ${ANY} AND ${HELD}`;
const RELEASE = 'UPDATE sagas SET lease_until = 0 WHERE owner >= ? AND owner < ? AND owner <> ?';
/** Comes after all others in a text. */
const LAST = '\u{10FFFF}';
const SELECT = `SELECT id, process AS "businessProcess", context, position, direction, refusal, started_at AS "startedAt"
  FROM sagas`;
const OLDEST_FIRST = 'ORDER BY started_at, id LIMIT ?';
/** In the order of an index, so that it looks at no more than it takes, however many there are. */
const ABANDONED = `${SELECT} WHERE lease_until <= ? AND id NOT IN ${ANY} ORDER BY lease_until, started_at, id LIMIT ?`;
const TAKE = 'UPDATE sagas SET owner = ?, lease_until = ? WHERE id = ?';
const CLAIM = `${TAKE} AND owner = ?`;
const BY_ID = `${SELECT} WHERE id = ?`;
const IDS_OF = `SELECT id FROM sagas WHERE owner = ? ${OLDEST_FIRST}`;
const OPEN = 'SELECT count(*) AS "open" FROM sagas';

const asJson = (refusal: SagaRecord['refusal']): string | null => refusal && JSON.stringify(refusal);

const fromRow = (row: SagaRow): SagaRecord => ({
  ...row,
  context: JSON.parse(row.context),
  refusal: row.refusal === null ? null : JSON.parse(row.refusal),
});

export function createSagaLog(sql: Sql): SagaLog {
  return {
    begin({ id, businessProcess, context, position, direction, refusal, startedAt }, { owner, until }) {
      const state = [JSON.stringify(context), position, direction, asJson(refusal), startedAt];
      return sql.change(BEGIN, [id, businessProcess, ...state, owner, until], nothing);
    },

    advance: ({ id, position, direction, refusal }, { owner, now }) =>
      sql.change(ADVANCE, [position, direction, asJson(refusal), id, owner, now], hasChanged),

    end: (id, { owner, now }) => sql.change(END, [id, owner, now], hasChanged),

    renew: (ids, { owner, until }, now) =>
      sql.change(RENEW, [until, JSON.stringify(ids), owner, now], nothing),

    release: (owners, but = '') => sql.change(RELEASE, [owners, `${owners}${LAST}`, but], nothing),

    async takeOver({ owner, until }, { now, except, most }) {
      const rows = await sql.query(ABANDONED, [now, JSON.stringify(except), most], asIs<SagaRow>);
      for (const { id } of rows) await sql.change(TAKE, [owner, until, id], nothing);
      return rows.map(fromRow);
    },

    async claim(id, from, { owner, until }) {
      if (!(await sql.change(CLAIM, [owner, until, id, from], hasChanged))) return undefined;
      const [row] = await sql.query(BY_ID, [id], asIs<SagaRow>);
      return row && fromRow(row);
    },

    idsOf: (owner, most) =>
      sql.query(
        IDS_OF,
        [owner, most],
        each(({ id }: { id: string }) => id),
      ),

    open: () => sql.query(OPEN, [], ([row]: { open: number }[]) => row?.open ?? 0),
  };
}
