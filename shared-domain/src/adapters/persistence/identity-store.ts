import type { IdentityStore, StoredAccount } from '../../identity/identity.ts';
import { insertAll, type Sql } from './sql.ts';

const SELECT = 'SELECT id, email, name, role, password_hash AS "passwordHash" FROM accounts';

export function createIdentityStore(sql: Sql): IdentityStore {
  return {
    async byEmail(email) {
      return (await sql.query<StoredAccount>(`${SELECT} WHERE email = ?`, [email]))[0];
    },

    addAll: (accounts) =>
      insertAll(
        sql,
        'accounts',
        ['id', 'email', 'name', 'role', 'password_hash'],
        accounts.map(({ passwordHash, ...rest }) => ({ ...rest, password_hash: passwordHash })),
      ),
  };
}
