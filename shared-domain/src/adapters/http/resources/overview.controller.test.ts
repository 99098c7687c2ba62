import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inCall, timeLeft } from '../../../kernel/call-context.ts';
import { DependencyFailure } from '../../../kernel/dependency-failure.ts';
import { euros } from '../../../kernel/money.ts';
import { ok } from '../../../kernel/result.ts';
import { OverviewController } from './overview.controller.ts';

const account = { id: 'customer-1', email: 'a@b', name: 'A', role: 'customer' } as const;
const emptyPage = async () => ({ items: [], nextCursor: null });

/** Never answers: its caller gives up at the deadline of the call, as every deployment's calls do. */
async function hang(): Promise<never> {
  await delay(timeLeft(60_000));
  throw new DependencyFailure('context', 'timeout', 'no answer');
}

/** An overview over contexts that answer at once, but for those given. */
/** @param ms that the request may take */
const overviewOf = (slow: { notices?: boolean; recommendations?: boolean; wallet?: boolean }, ms = 300) => {
  const controller = new OverviewController(
    { find: async () => [] } as never,
    { list: emptyPage } as never,
    { wallet: slow.wallet ? hang : async () => ok({ customerId: account.id, balance: euros(1) }) } as never,
    { list: slow.notices ? hang : emptyPage } as never,
    { forCustomer: slow.recommendations ? hang : async () => [] } as never,
    20,
  );
  return inCall({ correlationId: 'c', deadline: Date.now() + ms }, () => controller.overview(account));
};

describe('the overview', () => {
  it('is whole when every context answers', async () => {
    expect(await overviewOf({})).toMatchObject({ notices: [], recommendations: [], degraded: [] });
  });

  it('leaves out what it can do without when that takes longer than its budget', async () => {
    // Who waited as long as the request may take would not end within this test.
    const page = await overviewOf({ notices: true, recommendations: true }, 600_000);
    expect(page).toMatchObject({ notices: null, recommendations: null });
    expect(page.degraded).toEqual(['notices', 'recommendations']);
  });

  it('waits for what it needs as long as the request may take', async () => {
    await expect(overviewOf({ wallet: true })).rejects.toThrow(DependencyFailure);
  });
});
