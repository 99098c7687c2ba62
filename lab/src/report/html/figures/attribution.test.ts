import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../../test/fixtures/lifelike-run.ts';
import type { Attribution } from '../../../records/comparison.ts';
import { renderPage } from '../page.ts';
import { attributionFigure } from './attribution.ts';

const files = lifelikeRun('monolith,microservices', 2);
const text = { en: 'Serialization is little of CPU.', ko: 'CPU 중 직렬화는 작다.' };

function having(...shares: (readonly [share: number | null, interval: Attribution['interval']])[]) {
  const insights = shares.map(([share, interval], index) => ({
    ...{ id: `attribution.${index}`, text, metrics: [] },
    attribution: {
      of: { en: `time ${index}`, ko: `시간 ${index}` },
      part: { en: 'serialization', ko: '직렬화' },
      rest: { en: 'processes and broker', ko: '프로세스와 브로커' },
      unit: 'ms',
      way: [4, 4.5, 14] satisfies Attribution['way'],
      ...{ share, interval },
    },
  }));
  return { ...files, comparison: { ...files.comparison, insights } };
}

it('is one chart of all gaps, and no card for each', () => {
  const page = renderPage(having([0.06, [0.01, 0.11]], [0.03, [-0.01, 0.07]], [null, null]));
  expect(page).toContain(
    'About 3.0 to 6.0 % of the gaps, and at most 11 % of any, is due to serialization; the rest is due to processes and broker',
  );
  expect(page).toContain('at most 7.0 %, possibly none: 3.0 % [−1.0, 7.0]');
  expect(page).toContain('within the noise');
  expect(page).toContain('4.00 → 4.50 → 14.00 ms');
  expect(page).not.toContain(text.en);
});

it('says when there are too few rounds, and is nothing without an arm between', () => {
  expect(attributionFigure(having([0.06, null]))?.text).toContain('Too few rounds to say');
  expect(attributionFigure(files)).toBeNull();
});
