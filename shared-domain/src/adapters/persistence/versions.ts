import type { Versions } from '../../kernel/versions.ts';
import type { Sql } from './sql.ts';

const NEXT = 'UPDATE versions SET last = last + 1';
const LAST = 'SELECT last FROM versions';

const last = ([row]: { last: number }[]): number => row?.last ?? 0;

export function createVersions(sql: Sql): Versions {
  return {
    next: () => sql.change(NEXT, [], () => undefined).then(() => sql.query(LAST, [], last)),
    last: () => sql.query(LAST, [], last),
  };
}
