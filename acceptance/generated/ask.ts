import fc from 'fast-check';
import { faultsOf } from './check-answer.ts';
import type { Operation } from './document.ts';
import type { KnownShop } from './known-shop.ts';
import { likelyRequestsOf, requestsOf } from './requests.ts';

export interface Asked {
  /** Who asked what, to find it again in another shop. */
  readonly request: string;
  readonly status: number;
}

/** So many of the requests are such that one of them succeeds, whatever the seed. */
const LIKELY = 8;

/**
 * Sends generated requests of an operation, one after the other, and holds each answer against the document.
 *
 * @param options.seed the same requests for the same seed, where the shops hold the same
 * @throws Error with the seed, the smallest request that shows the fault, and the fault
 */
export async function ask(
  operation: Operation,
  { send, examples }: KnownShop,
  options: { readonly seed: number; readonly requests: number },
): Promise<Asked[]> {
  const asked: Asked[] = [];
  const property = fc.asyncProperty(requestsOf(operation, examples), async (request) => {
    const answer = await send(request);
    asked.push({ request: JSON.stringify(request), status: answer.status });
    const faults = faultsOf(operation, request, answer);
    if (faults.length > 0)
      throw new Error(`${answer.status}: ${faults.join('; ')}\n${answer.text.slice(0, 1000)}`);
  });
  const likely = fc.sample(likelyRequestsOf(operation, examples), { seed: options.seed, numRuns: LIKELY });
  await fc.assert(property, {
    seed: options.seed,
    numRuns: options.requests,
    examples: likely.map((request) => [request]),
  });
  return asked;
}
