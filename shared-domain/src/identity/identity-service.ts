import { ok, refused } from '../kernel/result.ts';
import type { Account, Identity, IdentityStore, StoredAccount } from './identity.ts';
import { hashPassword, passwordMatches } from './password.ts';

const publicPart = ({ id, email, name, role }: StoredAccount): Account => ({ id, email, name, role });

export function createIdentity({ store }: { store: IdentityStore }): Identity {
  // Also checked when there is no such account. The answer then takes as long, and does not show which accounts exist.
  const decoy = hashPassword('nobody has this password');

  return {
    async signIn({ email, password }) {
      const account = await store.byEmail(email.toLowerCase());
      const matches = await passwordMatches(password, account?.passwordHash ?? (await decoy));
      return account && matches
        ? ok(publicPart(account))
        : refused('invalid-credentials', 'email or password is wrong');
    },
  };
}
