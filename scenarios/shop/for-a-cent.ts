import type { ProbeBench } from '@lab/lab/scenario/probe';
import { answered } from './http.ts';
import { priceChange } from './price-change.ts';
import { STAFF, signIn } from './shoppers.ts';

type Bench = Pick<ProbeBench, 'ask'>;

/** @returns the token of who may change prices. @throws when the shop does not sign staff in */
export async function signInStaff(bench: Bench): Promise<string> {
  const session = await bench.ask({ ...signIn(STAFF), endpoint: 'sign-in', expect: [201] });
  return answered<{ token: string }>(session, 201).token;
}

/** Has each of the products cost a cent from now on, so that no customer's wallet empties. @throws when the shop does not change a price */
export async function sellForACent(bench: Bench, skus: readonly string[]): Promise<void> {
  const staff = await signInStaff(bench);
  for (const sku of skus) answered(await bench.ask(priceChange(staff, sku, 1)), 200);
}
