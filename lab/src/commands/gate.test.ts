import { expect, it } from 'vitest';
import { unexpectedVerdicts } from './gate.ts';

const found = (id: string, verdict: 'supported' | 'inconclusive') => ({
  id,
  verdict,
  because: 'Why.',
  metrics: [],
  open: false,
});

it('lets those claims pass that are as the scenario expects, be it inconclusive, and names the others', () => {
  const claims = [
    { id: 'a', expected: 'supported' },
    { id: 'b', expected: 'inconclusive' },
    { id: 'c', expected: 'refuted' },
    { id: 'd', expected: 'supported' },
  ] as const;
  const verdicts = [found('a', 'supported'), found('b', 'inconclusive'), found('c', 'inconclusive')];
  expect(unexpectedVerdicts(claims.slice(0, 2), verdicts)).toEqual([]);
  expect(unexpectedVerdicts(claims, verdicts)).toEqual([
    'c is inconclusive, not refuted: Why.',
    'd is not decided, not supported:',
  ]);
});
