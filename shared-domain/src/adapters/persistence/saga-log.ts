import type { SagaLog, SagaRecord } from '../../kernel/saga-log.ts';
import type { Sql } from './sql.ts';

type SagaRow = Omit<SagaRecord, 'context' | 'refusal'> & { context: string; refusal: string | null };

const asJson = (refusal: SagaRecord['refusal']): string | null => refusal && JSON.stringify(refusal);

export function createSagaLog(sql: Sql): SagaLog {
  return {
    async begin({ id, businessProcess, context, position, direction, refusal, startedAt }) {
      await sql.change(
        'INSERT INTO sagas (id, process, context, position, direction, refusal, started_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [id, businessProcess, JSON.stringify(context), position, direction, asJson(refusal), startedAt],
      );
    },

    async advance({ id, position, direction, refusal }) {
      const update = 'UPDATE sagas SET position = ?, direction = ?, refusal = ? WHERE id = ?';
      await sql.change(update, [position, direction, asJson(refusal), id]);
    },

    async end(id) {
      await sql.change('DELETE FROM sagas WHERE id = ?', [id]);
    },

    async unfinished() {
      const rows = await sql.query<SagaRow>(
        `SELECT id, process AS "businessProcess", context, position, direction, refusal, started_at AS "startedAt" FROM sagas
         ORDER BY started_at, id`,
      );
      return rows.map((row) => ({
        ...row,
        context: JSON.parse(row.context),
        refusal: row.refusal === null ? null : JSON.parse(row.refusal),
      }));
    },
  };
}
