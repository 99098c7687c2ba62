import type { SagaLog, SagaRecord } from '../../kernel/saga-log.ts';
import { asIs, each, hasChanged, nothing, type Sql } from './sql.ts';

type SagaRow = Omit<SagaRecord, 'context' | 'refusal'> & { context: string; refusal: string | null };

const BEGIN = `INSERT INTO sagas (id, process, context, position, direction, refusal, started_at, owner, lease_until)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADVANCE = 'UPDATE sagas SET position = ?, direction = ?, refusal = ? WHERE id = ? AND owner = ?';
const END = 'DELETE FROM sagas WHERE id = ? AND owner = ?';
const RENEW = 'UPDATE sagas SET lease_until = ? WHERE owner = ?';
const SELECT = `SELECT id, process AS "businessProcess", context, position, direction, refusal, started_at AS "startedAt"
  FROM sagas`;
const OLDEST_FIRST = 'ORDER BY started_at, id LIMIT ?';
const ABANDONED = `${SELECT} WHERE lease_until <= ? ${OLDEST_FIRST}`;
/** Looks at all of them, which {@link ABANDONED} does not. */
const ABANDONED_OR_FORMER = `${SELECT} WHERE lease_until <= ? OR (substr(owner, 1, length(?)) = ? AND owner <> ?) ${OLDEST_FIRST}`;
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

    advance: ({ id, position, direction, refusal }, owner) =>
      sql.change(ADVANCE, [position, direction, asJson(refusal), id, owner], hasChanged),

    end: (id, owner) => sql.change(END, [id, owner], hasChanged),

    renew: ({ owner, until }) => sql.change(RENEW, [until, owner], nothing),

    async takeOver({ owner, until }, { now, formerly, most }) {
      const rows =
        formerly === ''
          ? await sql.query(ABANDONED, [now, most], asIs<SagaRow>)
          : await sql.query(ABANDONED_OR_FORMER, [now, formerly, formerly, owner, most], asIs<SagaRow>);
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
