import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { struckRun } from '../../../test/fixtures/struck-run.ts';
import { ratioMatrix } from '../html/figures/ratio-matrix.ts';
import { LANGUAGE_SWITCH } from '../html/language-switch.ts';
import { renderReports } from '../render-reports.ts';
import { renderTerminal } from '../terminal.ts';
import { metricGroups, rowsOf } from '../view.ts';
import { hasRatio, leastInShort, medianSaid } from './least.ts';

/** A crash hits half of the bystanders in the monolith, 20 requests in 2 s, and none with microservices. */
const files = struckRun();
const rows = metricGroups(files).flatMap((group) => rowsOf(group.rows, 'microservices'));
const rowOf = (id: string) => {
  const row = rows.find(({ metric }) => metric.id === id);
  if (!row) throw new Error(`the run has no ${id}`);
  return row;
};

it('tells what was not seen as that, and no ratio to it', () => {
  const { html, markdown } = renderReports(files);
  for (const text of [html.replace(LANGUAGE_SWITCH.text, ''), markdown, renderTerminal(files)]) {
    for (const told of ['none seen', 'at most 1 request', 'at most 250 ms']) expect(text).toContain(told);
    // Of both something was seen.
    expect(text).toContain('5.0× less');
    expect(text).not.toMatch(/500×|20× less|8\.0× shorter|0\.10 %|1\.00 requests/);
  }
  for (const text of [html, markdown]) expect(text).toContain('There is no ratio to nothing');
});

it('has the two medians in the cells of a matrix instead', () => {
  const groups = metricGroups(files).map((group) => ({ group, found: rowsOf(group.rows, 'microservices') }));
  const { text } = ratioMatrix(files, 'microservices', groups);
  for (const told of ['50 → 0 %', '20 → ≤ 1', '2000 → ≤ 250 ms', '50 → 10 %']) expect(text).toContain(told);
  expect(text).not.toContain('500×');
});

it('gives no ratio where a single trial had none, and the median some', () => {
  const { metric, found } = rowOf('crash.hit');
  expect(hasRatio(files, metric, found)).toBe(true);
  const trials = files.trials.map((trial) =>
    trial.arm === 'microservices' && trial.round === 1
      ? { ...trial, values: { ...trial.values, 'crash.hit': 0.1 } }
      : trial,
  );
  expect(hasRatio({ ...files, trials }, metric, found)).toBe(false);
  const invalid = trials.map((trial) => (trial.round === 1 ? { ...trial, valid: false } : trial));
  expect(hasRatio({ ...files, trials: invalid }, metric, found)).toBe(true);
});

it('tells a measure of the scenario that says its least as a bound, and no ratio to it', () => {
  const run = struckRun();
  const [first, ...others] = run.manifest.scenario.measures;
  if (!first) throw new Error('the run has no measures');
  const measures = [{ ...first, unit: '%', least: 1 }, ...others];
  const files = { ...run, manifest: { ...run.manifest, scenario: { ...run.manifest.scenario, measures } } };
  const metric = { id: first.id, unit: '%' };
  expect(medianSaid(files, metric, 1)).toEqual({ en: 'at most 1 %', ko: '최대 1 %' });
  expect([leastInShort(files, metric, 1), leastInShort(files, metric, 2)]).toEqual(['≤ 1', undefined]);
  // What the kind has as its least is a value of a measure with a least of its own.
  expect(medianSaid(files, metric, 0.1).en).toBe('0.10 %');
});

it('leaves runs of other kinds as they are: a tenth of a percent is a value there', () => {
  expect(medianSaid(lifelikeRun(), { id: 'made.share', unit: '%' }, 0.1).en).toBe('0.10 %');
  expect(renderReports(lifelikeRun()).markdown).not.toContain('There is no ratio to nothing');
});
