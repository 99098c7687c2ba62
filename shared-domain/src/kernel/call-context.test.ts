import { expect, it } from 'vitest';
import { currentCall, inCall, timeLeft, withBudget } from './call-context.ts';

const deadlineIn = (ms: number) => ({ correlationId: 'c', deadline: Date.now() + ms });

it('a budget shortens the time of a call, and of the calls in it, and never lengthens it', () => {
  inCall(deadlineIn(5_000), () => {
    const outer = currentCall();
    withBudget(1_000, () => {
      expect(timeLeft(60_000)).toBeLessThanOrEqual(1_000);
      expect(timeLeft(60_000)).toBeGreaterThan(900);
      expect(currentCall()).toMatchObject({ correlationId: 'c' });
      expect(currentCall()?.timings).toBe(outer?.timings);
      withBudget(2_000, () => expect(timeLeft(60_000)).toBeLessThanOrEqual(1_000));
    });
    expect(timeLeft(60_000)).toBeGreaterThan(4_000);
  });
});

it('a budget holds in a call without a deadline, and where there is no call there is none', () => {
  inCall({ correlationId: 'c' }, () =>
    withBudget(1_000, () => expect(timeLeft(60_000)).toBeLessThanOrEqual(1_000)),
  );
  withBudget(1_000, () => expect(currentCall()).toBeUndefined());
});
