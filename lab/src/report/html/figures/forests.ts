import { dataTable, figure, fullWidth } from '../../../charts/figure.ts';
import { type ForestRow, forestPlot, TONE_COLOURS } from '../../../charts/forest.ts';
import { type Html, html } from '../../../charts/html.ts';
import { toneOf } from '../../../charts/tone.ts';
import { differenceInWords, inWords, times } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import { BEFORE_LOAD, type FoundRow, intervalOf, metricGroups, othersOf, rowsOf } from '../../view.ts';

/** Every ratio with its interval: a plot for each arm that is compared and each phase. */
export function forests(files: RunFiles): Html[] {
  return othersOf(files).flatMap((arm) => {
    const plots = metricGroups(files).flatMap(({ title, phase, rows }) => {
      const found = rowsOf(rows, arm);
      return found.length === 0 ? [] : [forest(files, arm, phase, title, found)];
    });
    return plots.length === 0
      ? []
      : [html`<h2>${arm} compared with ${files.comparison.baseline}</h2>${plots}`];
  });
}

/** When, or at what, a group of metrics was measured, as the end of a sentence. */
function moment(phase: string | undefined, title: string): string {
  if (phase !== undefined) return `at ${phase} load`;
  return title === BEFORE_LOAD ? 'before any load' : `(${title.toLowerCase()})`;
}

function forest(
  files: RunFiles,
  arm: string,
  phase: string | undefined,
  when: string,
  found: readonly FoundRow[],
): Html {
  const { noiseFloor, baseline } = files.comparison;
  const rows = found.map(
    ({ metric, record, found: { ratio, ci95, delta, verdict, against } }): ForestRow => ({
      label: against === undefined ? metric.label : `${metric.label}, ÷ ${against}`,
      ratio,
      interval: ci95,
      delta,
      floor: noiseFloor[metric.id],
      verdict,
      tone: toneOf(record.better, verdict),
    }),
  );
  const title = `${finding(rows, arm, baseline)} ${moment(phase, when)}`;
  const noise = rows.some(({ floor }) => floor !== undefined);
  return figure({
    title,
    reading: `${when}. Each dot is the geometric mean over the rounds of ${arm} ÷ ${baseline}, each bar its ${intervalOf(files)}. Right of 1 the arm has more.`,
    key: [
      { name: 'worse', colour: TONE_COLOURS.bad },
      { name: 'better', colour: TONE_COLOURS.good },
      { name: 'no difference that counts', colour: TONE_COLOURS.same },
      { name: 'not settled', colour: TONE_COLOURS.open, mark: 'hollow' },
      { name: 'too small to count (±Δ)', colour: 'var(--band)' },
      ...(noise
        ? [
            {
              name: 'noise floor: an arm against itself',
              colour: 'var(--noise)',
              mark: 'bracket' as const,
            },
          ]
        : []),
    ],
    charts: fullWidth(
      `${title}. ${rows.map(({ label, ratio, verdict }) => `${label}: ${times(ratio)} times, ${verdict}`).join('; ')}.`,
      (width) => forestPlot(rows, width),
    ),
    data: dataTable(
      ['metric', 'ratio and interval', 'difference and interval', 'Δ', 'noise floor', 'verdict'],
      found.map(({ metric, record, found: one }) => {
        const floor = noiseFloor[metric.id];
        return [
          metric.label,
          inWords(metric.kind, one),
          differenceInWords(one.difference, record.unit),
          percent(one.delta),
          floor === undefined ? '–' : percent(floor),
          one.verdict,
        ];
      }),
    ),
  });
}

const percent = (share: number): string => `±${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

function finding(rows: readonly ForestRow[], arm: string, baseline: string): string {
  const count = (tone: ForestRow['tone']) => rows.filter((row) => row.tone === tone).length;
  const [bad, good, open] = [count('bad'), count('good'), count('open')];
  if (open === rows.length) return `${arm} against ${baseline}: nothing is settled`;
  const said = [
    ...(bad > 0 ? [`worse than ${baseline} in ${bad}`] : []),
    ...(good > 0 ? [`better than ${baseline} in ${good}`] : []),
    ...(bad + good === 0 ? [`not shown to differ from ${baseline} in any`] : []),
  ];
  const rest = open > 0 ? ` (${open} not settled)` : '';
  return `${arm} is ${said.join(' and ')} of ${rows.length} metrics${rest}`;
}
