import { partColour, stackedBars } from '../../charts/bars.ts';
import { armLooks, dataTable, figure, panels } from '../../charts/figure.ts';
import { growthLines } from '../../charts/growth-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import type { RunOf } from '../kind.ts';
import type { BuildRecord } from './record.ts';
import { CHANGE_TITLES } from './settings.ts';
import { type CellView, cellViews, codeBaseSizes, grownChanges } from './view.ts';
import { workTable } from './work.ts';

const STEP_NAMES = ['type-check and compile', 'tests concerned', 'restart until ready'] as const;

type Run = RunOf<BuildRecord>;

/** What a change takes, and how that grows. */
export function buildFigures(files: Run): Html | null {
  const views = cellViews(files);
  if (views.length === 0) return null;
  return html`<h2>From the edit to the running change</h2>${changes(views)}${growth(files, views)}${workTable(files)}${sizes(files)}`;
}

function changes(views: readonly CellView[]): Html {
  const own = views.filter(({ growth: times, cpus }) => times === 1 && cpus === 'all');
  const kinds = [...new Set(own.map(({ change }) => change))];
  const one = own.filter(({ change }) => change === 'service-body');
  const greatest = Math.max(0, ...own.map(({ seconds }) => seconds));
  const told = (one.length > 0 ? one : own.slice(0, 2)).map(
    ({ arm, seconds }) => `${seconds.toFixed(1)} s in ${arm}`,
  );
  return figure({
    title: `In the shop as it is, a change of ${one.length > 0 ? CHANGE_TITLES['service-body'] : (own[0]?.title ?? 'nothing')} runs after ${told.join(', ')}`,
    reading:
      'Seconds from the edit until the changed code runs, medians of the trials. A change of one context is built, tested and restarted by the team that owns it. Everybody does so for shared code and for a build from scratch. The numbers say how much of the sum the tools looked for what to do: the compiler for what is out of date, the test tool for the tests concerned.',
    key: STEP_NAMES.map((name, index) => ({ name, colour: partColour(index) })),
    charts: panels(
      kinds.map((kind) => {
        const bars = own.filter(({ change }) => change === kind);
        return {
          caption: CHANGE_TITLES[kind],
          alternative: `${CHANGE_TITLES[kind]}, seconds. ${bars.map(({ arm, steps }) => `${arm}: ${steps.map(({ seconds }, index) => `${STEP_NAMES[index]} ${seconds.toFixed(2)}`).join(', ')}`).join('; ')}.`,
          draw: (width) =>
            stackedBars(
              bars.map(({ arm, steps }) => ({ label: arm, parts: steps.map(({ seconds }) => seconds) })),
              { unit: 's', greatest, show: (value) => `${value.toFixed(2)} s` },
              width,
            ),
        };
      }),
    ),
    data: dataTable(
      ['change', 'arm', ...STEP_NAMES.map((name) => `${name}, s`), 'sum, s', 'of it looking, s', 'CPU, s'],
      own.map(({ title, arm, steps, seconds, looking, cpuSeconds }) => [
        title,
        arm,
        ...steps.map((step) => step.seconds.toFixed(2)),
        seconds.toFixed(2),
        lookedFor(seconds, looking),
        cpuSeconds.toFixed(2),
      ]),
    ),
  });
}

/** Seconds in which the tools looked for what to do, and their share. */
const lookedFor = (seconds: number, share: number | undefined): string =>
  share === undefined ? '–' : `${(seconds * share).toFixed(2)} (${Math.round(100 * share)} %)`;

/** How much longer a change in one context takes in the largest code base than in the smallest, arm by arm, if the run can tell. */
function growthInWords({ comparison }: Run, views: readonly CellView[]): string | undefined {
  const metric = comparison.metrics.find(({ id }) => id === 'service-body.growth');
  if (!metric) return undefined;
  const own = views.filter(({ change, cpus }) => change === 'service-body' && cpus === 'all');
  const largest = Math.max(...own.map(({ growth }) => growth));
  const times = Object.entries(metric.arms).map(
    ([arm, { median }], place) => `${median.toFixed(2)}×${place === 0 ? ' as long' : ''} in ${arm}`,
  );
  return `With ${largest} times the contexts a change in one takes ${times.join(', ')}`;
}

function growth(files: Run, views: readonly CellView[]): Html | null {
  const kinds = grownChanges(views);
  if (kinds.length === 0) return null;
  const looks = armLooks(files);
  const lines = (kind: CellView['change']) =>
    looks.flatMap((look) => {
      const own = views
        .filter(({ arm, change, cpus }) => arm === look.name && change === kind && cpus === 'all')
        .toSorted((a, b) => a.growth - b.growth);
      return own.length === 0 ? [] : [{ look, own }];
    });
  const title =
    growthInWords(files, views) ??
    'How the time from the edit to the running change grows with the size of the code';
  return figure({
    title,
    reading:
      'Seconds from the edit until the changed code runs, by how many times the shop’s six contexts are in the code base; kernel, adapters and the edge are there once. A flat line: the time does not depend on the rest of the code.',
    key: looks,
    charts: panels(
      kinds.map((kind) => ({
        caption: CHANGE_TITLES[kind],
        alternative: `${CHANGE_TITLES[kind]}. ${lines(kind)
          .map(
            ({ look, own }) =>
              `${look.name}: ${own.map((each) => `×${each.growth} ${each.seconds.toFixed(2)} s`).join(', ')}`,
          )
          .join('; ')}.`,
        draw: (width) =>
          growthLines(
            lines(kind).map(({ look, own }) => ({
              look,
              points: own.map((each) => [each.growth, each.seconds] as const),
            })),
            { x: 'times the shop’s contexts', y: 's' },
            width,
          ),
      })),
    ),
    data: dataTable(
      ['change', 'arm', 'code', 'CPUs', 'edit to running, s', 'of it looking, s', 'CPU, s'],
      views.map(({ title: change, arm, growth: times, cpus, seconds, looking, cpuSeconds }) => [
        change,
        arm,
        `×${times}`,
        cpus,
        seconds.toFixed(2),
        lookedFor(seconds, looking),
        cpuSeconds.toFixed(2),
      ]),
    ),
  });
}

function sizes(files: Run): Html {
  return html`<details><summary>The code bases</summary>${dataTable(
    ['arm', 'code', 'packages', 'contexts', 'files', 'lines'],
    codeBaseSizes(files).map(({ arm, growth: times, packages, contexts, files: count, lines }) => [
      arm,
      `×${times}`,
      packages,
      contexts,
      count,
      lines,
    ]),
  )}</details>`;
}
