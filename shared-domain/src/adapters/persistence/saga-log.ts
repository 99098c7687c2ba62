import type { SagaLog, SagaRecord } from '../../kernel/saga-log.ts';
import type { Sql } from './sql.ts';

type SagaRow = Omit<SagaRecord, 'context' | 'refusal'> & { context: string; refusal: string | null };

const asJson = (refusal: SagaRecord['refusal']): string | null => refusal && JSON.stringify(refusal);

const fromRow = (row: SagaRow): SagaRecord => ({
  ...row,
  context: JSON.parse(row.context),
  refusal: row.refusal === null ? null : JSON.parse(row.refusal),
});

export function createSagaLog(sql: Sql): SagaLog {
  return {
    async begin({ id, businessProcess, context, position, direction, refusal, startedAt }, { owner, until }) {
      await sql.change(
        `INSERT INTO sagas (id, process, context, position, direction, refusal, started_at, owner, lease_until)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          ...[id, businessProcess, JSON.stringify(context), position, direction, asJson(refusal), startedAt],
          ...[owner, until],
        ],
      );
    },

    async advance({ id, position, direction, refusal }, owner) {
      const update = 'UPDATE sagas SET position = ?, direction = ?, refusal = ? WHERE id = ? AND owner = ?';
      return (await sql.change(update, [position, direction, asJson(refusal), id, owner])) > 0;
    },

    async end(id, owner) {
      return (await sql.change('DELETE FROM sagas WHERE id = ? AND owner = ?', [id, owner])) > 0;
    },

    async renew({ owner, until }) {
      await sql.change('UPDATE sagas SET lease_until = ? WHERE owner = ?', [until, owner]);
    },

    async takeOver({ owner, until }, { now, formerly, most }) {
      const rows = await sql.query<SagaRow>(
        `SELECT id, process AS "businessProcess", context, position, direction, refusal, started_at AS "startedAt" FROM sagas
         WHERE lease_until <= ? OR (? <> '' AND substr(owner, 1, length(?)) = ?) ORDER BY started_at, id LIMIT ?`,
        [now, formerly, formerly, formerly, most],
      );
      for (const { id } of rows)
        await sql.change('UPDATE sagas SET owner = ?, lease_until = ? WHERE id = ?', [owner, until, id]);
      return rows.map(fromRow);
    },

    async open() {
      const [row] = await sql.query<{ open: number }>('SELECT count(*) AS "open" FROM sagas');
      return row?.open ?? 0;
    },
  };
}
