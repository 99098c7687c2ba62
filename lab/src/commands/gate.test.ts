import { expect, it } from 'vitest';
import type { RulingVerdict } from '../records/verdict.ts';
import { unexpectedVerdicts } from './gate.ts';

const found = (id: string, verdict: RulingVerdict) => ({
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
    { id: 'e', expected: 'supported' },
  ] as const;
  const verdicts = [
    found('a', 'supported'),
    found('b', 'inconclusive'),
    found('c', 'inconclusive'),
    found('e', 'mixed'),
  ];
  expect(unexpectedVerdicts(claims.slice(0, 2), verdicts)).toEqual([]);
  expect(unexpectedVerdicts(claims, verdicts).map(({ en }) => en)).toEqual([
    'c is inconclusive, not refuted: Why.',
    'd is not decided, not supported',
    'e is mixed, not supported: Why.',
  ]);
  expect(unexpectedVerdicts(claims, verdicts).map(({ ko }) => ko)).toEqual([
    'c: 예상 반박됨, 판정 결론 없음: Why.',
    'd: 예상 지지됨, 판정 없음',
    'e: 예상 지지됨, 판정 엇갈림: Why.',
  ]);
});
