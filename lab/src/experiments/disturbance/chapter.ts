import { armLooks, dataTable, figure, panels } from '../../charts/figure.ts';
import { hitLines } from '../../charts/hit-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import { median } from '../../stats/order-statistics.ts';
import type { RunOf } from '../kind.ts';
import type { DisturbanceDetails } from './record.ts';
import { BY_ALL } from './settings.ts';
import {
  endpointHit,
  endpointsHit,
  type FaultInArm,
  type FaultView,
  faultViews,
  HIT,
  hitsOverTime,
  lastedSeconds,
  lostOrWrong,
  needs,
} from './view.ts';

/** Beside the share of an endpoint that needs what is faulty. */
const NEEDS = '◦';

type Run = RunOf<DisturbanceDetails>;

/** What was hit, and for how long. */
export function faultFigures(files: Run): Html | null {
  const views = faultViews(files);
  if (views.length === 0) return null;
  return html`<h2>What the faults hit</h2>${matrix(files, views)}${overTime(files, views)}`;
}

function matrix(files: Run, views: readonly FaultView[]): Html {
  const { endpoints } = files.manifest.scenario;
  const ids = endpoints.map(({ id }) => id);
  const looks = armLooks(files);
  const cell = (view: FaultView, inArm: FaultInArm, endpoint: string) => {
    const hit = endpointHit(inArm, endpoint);
    if (hit === undefined) return html`<td>–</td>`;
    const depth = Math.round(Math.min(1, hit) * 60);
    const shade = hit > HIT ? `background: color-mix(in srgb, var(--bad) ${depth}%, transparent)` : '';
    return html`<td style="${shade}">${percent(hit)}${needs(view, endpoint) ? ` ${NEEDS}` : ''}</td>`;
  };
  return figure({
    title: sentence(views, ids),
    reading: `Share of each kind of request that failed, or took longer than a second, from the first bite of the fault for as long as it was planned to be there (an outage of the broker, for as long as it lasted): all rounds together. More than ${percent(HIT)} counts as hit. ${views.some(({ needed }) => needed) ? `${NEEDS} marks what cannot answer without the faulty part. ` : ''}The table also says whether the books were right after each fault.`,
    charts: html`<div class="scroll"><table><thead><tr><th scope="col">fault</th>${endpoints.map(({ title }) => html`<th class="wraps" scope="col">${title}</th>`)}</tr></thead>
${views.map(
  (
    view,
  ) => html`<tbody><tr><th class="group" scope="rowgroup" colspan="${endpoints.length + 1}">${view.title}</th></tr>
${view.arms.map((inArm) => html`<tr><th scope="row"><span style="color: ${looks.find(({ name }) => name === inArm.arm)?.colour}">${inArm.arm}</span></th>${ids.map((id) => cell(view, inArm, id))}</tr>`)}</tbody>`,
)}</table></div>`,
    data: dataTable(
      [
        'fault',
        'arm',
        'trials',
        'failed',
        'slow',
        'known after, ms',
        'recovered after, ms',
        'restarts',
        'lost or wrong afterwards',
      ],
      views.flatMap(({ title, arms }) =>
        arms.map(({ arm, records }) => {
          const sum = (field: 'failed' | 'slow') =>
            records.reduce((total, record) => total + record[field], 0);
          return [
            title,
            arm,
            records.length,
            sum('failed'),
            sum('slow'),
            middle(records.map(({ detectMs }) => detectMs)),
            middle(records.map(({ recoverMs }) => recoverMs)),
            records.reduce((total, { restarts }) => total + restarts.length, 0),
            lostOrWrong(records),
          ];
        }),
      ),
    ),
  });
}

function sentence(views: readonly FaultView[], endpoints: readonly string[]): string {
  const known = views.every(({ needed }) => needed !== undefined);
  // What all need has no bystanders, so it cannot spread to any.
  const judged = known ? views.filter(({ needed }) => needed !== BY_ALL) : views;
  const spreads = (view: FaultView, inArm: FaultInArm) => {
    const others = endpoints.filter((id) => !needs(view, id));
    return endpointsHit(inArm, others) > (known ? 0 : 1);
  };
  const all = judged.flatMap((view) => view.arms.map((inArm) => ({ view, inArm })));
  const said = [...new Set(all.map(({ inArm }) => inArm.arm))].map((name) => {
    const faults = all.filter(({ inArm }) => inArm.arm === name);
    const spread = faults.filter(({ view, inArm }) => spreads(view, inArm));
    return `${spread.length} of ${faults.length} in ${name}`;
  });
  const hit = known ? 'requests that do not need the faulty part' : 'more than one kind of request';
  return said.length === 0
    ? 'Everything needed what was faulty'
    : `Faults that hit ${hit}: ${said.join(', ')}`;
}

function overTime(files: Run, views: readonly FaultView[]): Html {
  const looks = armLooks(files);
  const lines = views.map((view) => ({
    view,
    lasted: Math.max(...view.arms.map(lastedSeconds)),
    own: view.arms.flatMap((inArm) => {
      const look = looks.find(({ name }) => name === inArm.arm);
      return look ? [{ look, points: hitsOverTime(inArm) }] : [];
    }),
  }));
  return figure({
    title: 'How long customers felt each fault',
    reading:
      'Share of the requests that should have started in each quarter of a second and failed or took longer than a second, all rounds together. Shaded: how long the fault lasted (median). A crash lasts only a moment.',
    key: looks,
    charts: panels(
      lines.map(({ view, lasted, own }) => ({
        caption: view.title,
        alternative: `${view.title}: ${own.map(({ look, points }) => `${look.name} up to ${percent(Math.max(0, ...points.map(([, share]) => share)))} of the requests of a moment`).join(', ')}.`,
        draw: (width) => hitLines(own, lasted, width),
      })),
    ),
    data: dataTable(
      ['fault', 'arm', 'seconds since the first bite', 'hit'],
      lines.flatMap(({ view, own }) =>
        own.flatMap(({ look, points }) =>
          points
            .filter(([, share]) => share > 0)
            .map(([second, share]) => [view.title, look.name, second.toFixed(2), percent(share)]),
        ),
      ),
    ),
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;

/** The median, and of how many where some have none, e.g. a fault that no client noticed. */
function middle(values: readonly (number | null)[]): string {
  const known = values.flatMap((value) => value ?? []);
  if (known.length === 0) return '–';
  const some = known.length < values.length ? ` (in ${known.length} of ${values.length})` : '';
  return `${median(known).toFixed(0)}${some}`;
}
