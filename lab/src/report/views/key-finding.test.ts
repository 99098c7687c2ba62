import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { keyFinding } from './key-finding.ts';

const files = lifelikeRun();
const claim = (verdict: 'supported' | 'mixed', metrics: string[]) => ({
  ...{ id: 'made', verdict, because: '', open: false, metrics },
});

it('is the middle one of what a claim rests on, with both medians', () => {
  const ids = ['browse.p50', 'cpu-per-request', 'memory', 'missing'];
  const key = keyFinding(files, claim('supported', ids));
  const ratios = ids
    .flatMap((id) => files.comparison.metrics.find((metric) => metric.id === id)?.comparisons ?? [])
    .filter(({ arm }) => arm === 'microservices')
    .map(({ ratio }) => ratio)
    .toSorted((a, b) => a - b);
  expect(key).toMatchObject({ of: 3, from: { arm: 'monolith' }, to: { arm: 'microservices' } });
  expect(key?.found.ratio).toBe(ratios[1]);
});

it("is the author's first where the findings are divided, and none where nothing is compared", () => {
  expect(keyFinding(files, claim('mixed', ['memory', 'browse.p50']))?.metric.id).toBe('memory');
  expect(keyFinding(files, claim('supported', []))).toBeUndefined();
  expect(keyFinding(lifelikeRun('monolith', 2), claim('supported', ['memory']))).toBeUndefined();
});
