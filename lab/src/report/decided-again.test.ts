import { expect, it } from 'vitest';
import { lifelikeRun } from '../../test/fixtures/lifelike-run.ts';
import { renderReports } from './render-reports.ts';

const files = lifelikeRun();
const again = {
  ...files,
  comparison: { ...files.comparison, decidedAgain: '2026-12-01T02:03:04.000Z' },
};
const SAID = {
  en: 'Decided again on 2026-12-01, after the run, by the rules of that day.',
  ko: '실행이 끝난 뒤 2026-12-01에 그날의 규칙으로 다시 판정했다.',
};

it('says beside the rules that claims were decided again after the run, and when', () => {
  const { html, markdown } = renderReports(again);
  for (const text of [html, markdown]) expect(text).toContain(SAID.en);
  for (const text of [html, renderReports(again, 'ko').markdown]) expect(text).toContain(SAID.ko);
  const [, rules = ''] = markdown.split('## The rules, written before the run');
  expect(rules.split('\n## ')[0]).toContain(SAID.en);
});

it('says nothing of it where nobody has decided again', () => {
  const { html, markdown } = renderReports(files);
  for (const text of [html, markdown]) expect(text).not.toContain('Decided again');
});
