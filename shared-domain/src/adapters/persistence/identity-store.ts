import type { IdentityStore, StoredAccount } from '../../identity/identity.ts';
import { bulkInsert, only, type Sql } from './sql.ts';

const BY_EMAIL =
  'SELECT id, email, name, role, password_hash AS "passwordHash" FROM accounts WHERE email = ?';

const toRow = ({ passwordHash, ...rest }: StoredAccount) => ({ ...rest, password_hash: passwordHash });
const account = only((row: StoredAccount) => row);
const insert = bulkInsert('accounts', ['id', 'email', 'name', 'role', 'password_hash']);

export function createIdentityStore(sql: Sql): IdentityStore {
  return {
    byEmail: (email) => sql.query(BY_EMAIL, [email], account),
    addAll: (accounts) => insert(sql, accounts.map(toRow)),
  };
}
