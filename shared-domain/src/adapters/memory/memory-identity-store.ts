import type { IdentityStore, StoredAccount } from '../../identity/identity.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemoryIdentityStore(tables: MemoryTables): IdentityStore {
  const byEmail = tables.table<StoredAccount>();
  const byId = tables.table<StoredAccount>();
  return {
    byEmail: async (email) => byEmail.get(email),

    addAll: (accounts) =>
      tables.change(() => {
        for (const account of accounts) {
          byEmail.insert(account.email, account);
          byId.insert(account.id, account);
        }
      }),
  };
}
