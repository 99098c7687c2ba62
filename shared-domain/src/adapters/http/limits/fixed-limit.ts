import { Problem } from '../problems/problem.ts';
import type { Limit } from './limit.ts';
import type { Buckets } from './token-buckets.ts';

/** So much for each client, whatever the shop could bear. @param close ends what keeps the buckets */
export function fixedLimit(buckets: Buckets, close: () => void = () => undefined): Limit {
  return {
    looksAt: 'head',
    admit({ client }) {
      const wait = buckets.take(client());
      return typeof wait === 'number' ? refusal(wait) : wait.then(refusal);
    },
    async close() {
      close();
    },
  };
}

function refusal(waitUs: number): Problem | undefined {
  if (waitUs === 0) return undefined;
  const retryAfterS = Math.ceil(waitUs / 1_000_000);
  return new Problem('too-many-requests', `Too many requests from you. Try again in ${retryAfterS} s.`, {
    retryAfterS,
  });
}
