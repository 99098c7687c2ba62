import { expect, it, vi } from 'vitest';
import { during, type Span } from './span.ts';

const spanWith = (end: Span['end']): Span => ({
  traceparent: 'none',
  part: () => {
    throw new Error('not asked for');
  },
  end,
});

it('ends a span with its work, and says whether that failed', async () => {
  const end = vi.fn<Span['end']>();
  expect(await during(spanWith(end), async () => 7)).toBe(7);
  expect(end.mock.calls).toEqual([[]]);
  const broken = new Error('broken');
  await expect(during(spanWith(end), () => Promise.reject(broken))).rejects.toBe(broken);
  expect(end.mock.calls.at(-1)).toEqual([{ failed: true }]);
});

it('hands the work on as it is where there is no span', () => {
  const work = Promise.resolve(7);
  expect(during(undefined, () => work)).toBe(work);
});
