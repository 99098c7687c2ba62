import { expect, it } from 'vitest';
import { countOf } from './count.ts';

const exported = (...parents: (string | undefined)[]) => ({
  scopeSpans: [
    {
      spans: parents.map((parentSpanId) => ({
        name: 'a',
        ...(parentSpanId !== undefined && { parentSpanId }),
      })),
    },
  ],
});

it('counts spans of all processes and scopes, and those that none has led to', () => {
  const resourceSpans = [exported(undefined, 'aa', ''), exported('bb'), { scopeSpans: [] }];
  expect(countOf(JSON.stringify({ resourceSpans }))).toEqual({ spans: 4, requests: 2 });
  expect(countOf('{"resourceSpans":[]}')).toEqual({ spans: 0, requests: 0 });
});

it.each(['', '{}', '[]', '{"resourceSpans":[{}]}'])('refuses %s', (body) => {
  expect(() => countOf(body)).toThrow();
});
