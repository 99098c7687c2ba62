import type { Result } from '../kernel/result.ts';

export type Role = 'customer' | 'staff';

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export interface StoredAccount extends Account {
  /** Made by `hashPassword`, with its cost and its salt. */
  readonly passwordHash: string;
}

/** Who may sign in. Belongs to the HTTP edge in both deployments: behind it, a customer is just an id. */
export interface Identity {
  signIn(credentials: {
    readonly email: string;
    readonly password: string;
  }): Promise<Result<Account, 'invalid-credentials'>>;
}

export interface IdentityStore {
  byEmail(email: string): Promise<StoredAccount | undefined>;
  /** Bulk insert for seeding. */
  addAll(accounts: readonly StoredAccount[]): Promise<void>;
}
