import { expect, it, vi } from 'vitest';
import { inCall } from '../../../kernel/call-context.ts';
import { Problem } from '../problems/problem.ts';
import { Failures } from './failures.ts';
import { SignInGuard, USUAL_SIGN_IN_LIMITS } from './sign-in-limits.ts';

const { burst } = USUAL_SIGN_IN_LIMITS.failures;
/** Refuses at once. */
const LIMITS = { ...USUAL_SIGN_IN_LIMITS, refusals: { heldMs: 0, atATime: 500 } };
const right = async () => ({ ok: true });
const wrong = async () => ({ ok: false });
const ada = { client: '10.0.0.1', email: 'ada@shop.example' };
const isRefused = (error: unknown) => error instanceof Problem && error.code === 'too-many-sign-ins';

async function failOften(guard: SignInGuard, attempt = ada): Promise<void> {
  for (let i = 0; i < burst; i += 1) await guard.check(attempt, wrong);
}

it('refuses an account to an address that has failed too often, whatever the password and the case', async () => {
  const guard = new SignInGuard(LIMITS);
  await failOften(guard);
  await expect(guard.check(ada, right)).rejects.toSatisfy(isRefused);
  await expect(guard.check({ ...ada, email: 'ADA@shop.example' }, right)).rejects.toSatisfy(isRefused);
});

it('lets the account in from elsewhere, and others from the address', async () => {
  const guard = new SignInGuard(LIMITS);
  await failOften(guard);
  expect(await guard.check({ ...ada, client: '10.0.0.2' }, right)).toEqual({ ok: true });
  expect(await guard.check({ ...ada, email: 'bob@shop.example' }, right)).toEqual({ ok: true });
});

it('counts no right password', async () => {
  const guard = new SignInGuard(LIMITS);
  for (let i = 0; i < 3 * burst; i += 1) expect(await guard.check(ada, right)).toEqual({ ok: true });
});

it('checks few more passwords than are tolerated when they come all at once', async () => {
  const guard = new SignInGuard({ ...LIMITS, waiting: 1_000 });
  let checked = 0;
  const attempts = Array.from({ length: 100 }, () =>
    guard.check(ada, async () => {
      checked += 1;
      return { ok: false };
    }),
  );
  await Promise.allSettled(attempts);
  expect(checked).toBeLessThanOrEqual(burst + USUAL_SIGN_IN_LIMITS.atATime - 1);
});

it('says when to come again if too many wait, and if the request has no time left', async () => {
  const guard = new SignInGuard({ ...LIMITS, waiting: 0, atATime: 1 });
  const first = guard.check(ada, right);
  const busy = guard.check(ada, right);
  await expect(busy).rejects.toMatchObject({ status: 429, options: { retryAfterS: 1 } });
  await first;
  const late = inCall({ correlationId: 'c', deadline: Date.now() - 1 }, () => guard.check(ada, right));
  await expect(late).rejects.toSatisfy(isRefused);
});

it('holds a refusal back, some at a time, and none that has no time left', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
  try {
    const guard = new SignInGuard({ ...LIMITS, waiting: 0, refusals: { heldMs: 1_000, atATime: 2 } });
    await failOften(guard);
    const refused: string[] = [];
    const ask = (name: string, deadline?: number) =>
      inCall({ correlationId: 'c', ...(deadline && { deadline }) }, () => guard.check(ada, right)).catch(
        (error) => isRefused(error) && refused.push(name),
      );
    for (const name of ['first', 'second', 'third']) void ask(name);
    void ask('late', Date.now() - 1);
    await vi.advanceTimersByTimeAsync(999);
    expect(refused).toEqual(['third', 'late']);
    await vi.advanceTimersByTimeAsync(1);
    expect(refused).toEqual(['third', 'late', 'first', 'second']);
    // There is room again, and no more time than a request has left.
    void ask('hurried', Date.now() + 300);
    await vi.advanceTimersByTimeAsync(299);
    expect(refused).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(refused).toHaveLength(5);
  } finally {
    vi.useRealTimers();
  }
});

it('forgets failures with time, and the oldest key when there are too many', () => {
  let nowMs = 0;
  const failures = new Failures({ burst: 2, forgottenAfterMs: 1_000, keys: 2 }, () => nowMs);
  failures.add('a');
  expect(failures.waitMs('a')).toBe(0);
  failures.add('a');
  expect(failures.waitMs('a')).toBe(1_000);
  nowMs = 500;
  expect(failures.waitMs('a')).toBe(500);
  nowMs = 1_000;
  expect(failures.waitMs('a')).toBe(0);
  for (const key of ['a', 'b', 'b', 'c', 'c']) failures.add(key);
  expect(failures.waitMs('a')).toBe(0);
  expect(failures.waitMs('b')).toBe(1_000);
  expect(failures.waitMs('c')).toBe(1_000);
});
