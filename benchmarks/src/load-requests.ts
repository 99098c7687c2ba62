import { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import type { Account } from '@lab/shared-domain/identity/identity';
import { generateCustomers } from '@lab/shared-domain/seed/people';
import { sku } from '@lab/shared-domain/seed/products';
import { CUSTOMERS, PRODUCTS, SEED, wish } from './example-orders.ts';

const NUMBERS = Array.from({ length: CUSTOMERS }, (_, index) => index + 1);

/** What a load of one kind of request sends. */
interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status that it must be answered with. */
  readonly answeredWith: number;
}

export type RequestName = 'orders-page' | 'product' | 'place-order';

/** The n-th request of each kind, from 0; whose token it bears is whose turn it is. @param secret that the server's tokens are signed with */
export function requestsOf(secret: string): Readonly<Record<RequestName, (n: number) => LoadRequest>> {
  const tokens = new Tokens(secret);
  const accounts = new Map(generateCustomers(SEED, NUMBERS).map((account) => [account.id, account]));
  const bearers = new Map<string, string>();
  const authorization = (id: string): string => {
    const bearer = bearers.get(id) ?? `Bearer ${tokens.issue(accounts.get(id) as Account).token}`;
    bearers.set(id, bearer);
    return bearer;
  };
  return {
    'orders-page': (n) => ({
      method: 'GET',
      path: '/orders?limit=5',
      headers: { authorization: authorization(wish(n).customerId) },
      answeredWith: 200,
    }),
    product: (n) => ({ method: 'GET', path: `/products/${sku(1 + (n % PRODUCTS))}`, answeredWith: 200 }),
    'place-order': (n) => {
      const { customerId, lines, idempotencyKey } = wish(n);
      return {
        method: 'POST',
        path: '/orders',
        headers: {
          authorization: authorization(customerId),
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify({ lines }),
        answeredWith: 201,
      };
    },
  };
}
