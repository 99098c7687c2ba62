import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inCall, timeLeft } from '../../../kernel/call-context.ts';
import { DependencyFailure } from '../../../kernel/dependency-failure.ts';
import { euros } from '../../../kernel/money.ts';
import { ok } from '../../../kernel/result.ts';
import { OverviewController } from './overview.controller.ts';

const account = { id: 'customer-1', email: 'a@b', name: 'A', role: 'customer' } as const;
const emptyPage = async () => ({ items: [], nextCursor: null });

/** Never answers: its caller gives up at the deadline of the call, as every deployment's calls do. */
const hang = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new DependencyFailure('context', 'timeout', 'no answer')), timeLeft(60_000));
  });

const BUDGET_MS = 20;
const REQUEST_MS = 300;

/** What has become of a page at some time on the clock, or undefined while it is being made. ms. */
async function at(ms: number, page: Promise<unknown>): Promise<unknown> {
  let outcome: unknown;
  page.then(
    (value) => {
      outcome = value;
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  await vi.advanceTimersByTimeAsync(ms);
  return outcome;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An overview over contexts that answer at once, but for those given. */
const overviewOf = (slow: { notices?: boolean; recommendations?: boolean; wallet?: boolean }) => {
  const controller = new OverviewController(
    { find: async () => [] } as never,
    { list: emptyPage } as never,
    { wallet: slow.wallet ? hang : async () => ok({ customerId: account.id, balance: euros(1) }) } as never,
    { list: slow.notices ? hang : emptyPage } as never,
    { forCustomer: slow.recommendations ? hang : async () => [] } as never,
    BUDGET_MS,
  );
  return inCall({ correlationId: 'c', deadline: Date.now() + REQUEST_MS }, () =>
    controller.overview(account),
  );
};

describe('the overview', () => {
  it('is whole when every context answers', async () => {
    expect(await overviewOf({})).toMatchObject({ notices: [], recommendations: [], degraded: [] });
  });

  it('leaves out what it can do without when that takes longer than its budget', async () => {
    const page = overviewOf({ notices: true, recommendations: true });
    expect(await at(BUDGET_MS - 1, page)).toBeUndefined();
    expect(await at(1, page)).toMatchObject({
      notices: null,
      recommendations: null,
      degraded: ['notices', 'recommendations'],
    });
  });

  it('waits for what it needs as long as the request may take', async () => {
    const page = overviewOf({ wallet: true });
    expect(await at(REQUEST_MS - 1, page)).toBeUndefined();
    expect(await at(1, page)).toBeInstanceOf(DependencyFailure);
  });
});
