import { expect, it } from 'vitest';
import { struckRun } from '../../test/fixtures/struck-run.ts';
import type { Comparison } from '../records/comparison.ts';
import { effectOf, figureIn } from './figure.ts';

const comparison: Comparison = {
  ...{ arm: 'microservices', ratio: 0.5, ci95: [0.45, 0.55], coverage: 0.98, delta: 0.1, pairs: 6 },
  ...{
    difference: { value: -2, ci95: [-2.2, -1.8] },
    verdict: 'lower',
    crossCheck: null,
    roundsToSettle: null,
  },
};
const figure = {
  of: { en: 'x', ko: 'x' },
  kind: 'duration',
  from: { topology: 'monolith', median: { en: '4', ko: '4' } },
  to: { topology: 'microservices', median: { en: '2', ko: '2' } },
  hasRatio: true,
  comparison,
} as const;

it('has ratio and difference, in the words of reports', () => {
  expect(effectOf({ ...figure, unit: 's' })).toEqual({
    en: '2.0× shorter [1.82, 2.2], −2.00 [−2.20, −1.80] s',
    ko: '2.0배 짧게 걸림 [1.82, 2.2], 차이 −2.00 [−2.20, −1.80] s',
  });
});

it('of a share has the difference alone, of a growth the ratio alone', () => {
  expect(effectOf({ ...figure, unit: '%' })).toEqual({
    en: '−2.00 [−2.20, −1.80] points',
    ko: '차이 −2.00 [−2.20, −1.80]%p',
  });
  expect(effectOf({ ...figure, unit: 'times' })).toEqual({
    en: '2.0× shorter [1.82, 2.2]',
    ko: '2.0배 짧게 걸림 [1.82, 2.2]',
  });
});

it('of too few rounds says that it has no interval', () => {
  const without = { ...comparison, ci95: null, difference: { value: -2, ci95: null }, pairs: 2 };
  expect(effectOf({ ...figure, unit: 'ms', comparison: without }).ko).toBe(
    '2.0배 짧게 걸림 (라운드 2번: 구간 없음), 차이 −2.00 ms',
  );
});

it('of what one side has none of has the difference alone, whatever its unit', () => {
  const run = { ...struckRun(), link: '' };
  const found = (metric: string) => figureIn(run, { metric, of: { en: 'x', ko: 'x' } });
  const share = found('crash.bystanders-hit');
  expect(share).toMatchObject({
    from: { topology: 'monolith', median: { en: '50.0 %', ko: '50.0 %' } },
    to: { topology: 'microservices', median: { en: 'none seen', ko: '없음' } },
    hasRatio: false,
  });
  const lost = found('crash.lost');
  expect(lost?.to.median).toEqual({ en: 'at most 1 request', ko: '최대 1건' });
  expect(lost && effectOf(lost).en).toMatch(/^−19 .*requests$/);
  expect(found('crash.hit')?.hasRatio).toBe(true);
});
