import type { Answered } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { expect, it } from 'vitest';
import { sellForACent, signInStaff } from './for-a-cent.ts';

/** @param refuses the endpoint that it refuses; none without */
function shop(refuses?: string) {
  const asked: PlannedRequest[] = [];
  return {
    asked,
    async ask(request: PlannedRequest): Promise<Answered> {
      asked.push(request);
      const isSignIn = request.endpoint === 'sign-in';
      const [status, body] = isSignIn ? ([201, '{"token":"staff-token"}'] as const) : ([200, '{}'] as const);
      const isRefused = request.endpoint === refuses;
      return { status: isRefused ? 403 : status, body, outcome: 'ok', startedAt: 0, endedAt: 1 };
    },
  };
}

it('each product costs a cent once staff has changed its price', async () => {
  const open = shop();
  await sellForACent(open, ['A', 'B']);
  const [signIn, ...changes] = open.asked;
  expect(JSON.parse(signIn?.body ?? '{}')).toMatchObject({ email: 'staff@shop.example' });
  expect(changes.map(({ path }) => path)).toEqual(['/products/A/price', '/products/B/price']);
  for (const { headers, body } of changes) {
    expect(headers).toMatchObject({ authorization: 'Bearer staff-token' });
    expect(JSON.parse(body ?? '{}')).toEqual({ amount: 1, currency: 'EUR' });
  }
});

it('a shop that does not sign staff in, or does not change a price, is no place to sell', async () => {
  expect(await signInStaff(shop())).toBe('staff-token');
  await expect(sellForACent(shop('sign-in'), ['A'])).rejects.toThrow('403');
  await expect(sellForACent(shop('change-price'), ['A'])).rejects.toThrow('403');
});
