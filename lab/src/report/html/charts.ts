import { times } from '../words.ts';
import { type Html, html } from './html.ts';

export const armColour = (index: number): string => `var(--arm${index % 4})`;

export interface ForestRow {
  readonly label: string;
  readonly ratio: number;
  readonly interval: readonly [number, number] | null;
  readonly delta: number;
  readonly verdict: string;
  /** CSS class that says whether the difference is good or bad. */
  readonly tone: string;
}

/** Narrow, so that its letters stay legible on a phone. */
const WIDTH = 480;
const LABELS = 178;
const ROW = 24;

/** Ratios with their intervals on a logarithmic axis, and the band in which a difference does not count. */
export function forestPlot(title: string, rows: readonly ForestRow[]): Html {
  const values = rows
    .flatMap(({ ratio, interval }) => [ratio, ...(interval ?? [])])
    .filter((value) => value > 0);
  const reach = Math.max(Math.log(1.3), ...values.map((value) => Math.abs(Math.log(value)))) * 1.1;
  const lowest = values.some((value) => value < 0.95) ? -reach : -reach * 0.25;
  const plot = WIDTH - LABELS - 50;
  const x = (ratio: number) => LABELS + ((Math.log(ratio) - lowest) / (reach - lowest)) * plot;
  const height = rows.length * ROW + 34;
  const ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].filter(
    (tick) => Math.log(tick) >= lowest && Math.log(tick) <= reach,
  );
  const alternative = rows
    .map(({ label, ratio, verdict }) => `${label}: ${times(ratio)} (${verdict})`)
    .join('; ');
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}. ${alternative}">
${ticks.map(
  (
    tick,
  ) => html`<line x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${height - 26}" stroke="var(--line)" stroke-width="${tick === 1 ? 2 : 1}"/>
<text class="faint" x="${x(tick)}" y="${height - 10}" text-anchor="middle">${tick}×</text>`,
)}
${rows.map(({ label, ratio, interval, delta, tone }, index) => {
  const y = index * ROW + 18;
  const band = [Math.max(x(1 / (1 + delta)), LABELS), x(1 + delta)] as const;
  return html`<g class="${tone}"><rect x="${band[0]}" width="${band[1] - band[0]}" y="${y - 9}" height="18" fill="var(--panel)"/>
<text x="0" y="${y + 4}">${label}</text>
${interval ? html`<line x1="${x(interval[0])}" x2="${x(interval[1])}" y1="${y}" y2="${y}" stroke="var(--mark, var(--soft))" stroke-width="3" stroke-linecap="round"/>` : null}
<circle cx="${x(ratio)}" cy="${y}" r="4.5" fill="var(--mark, var(--soft))"/>
<text x="${WIDTH}" y="${y + 4}" text-anchor="end">${times(ratio)}×</text></g>`;
})}
</svg></figure>`;
}

export interface BarRow {
  readonly label: string;
  /** Parts of a bar, in the order of the key. */
  readonly parts: readonly number[];
  readonly total: string;
}

/** Horizontal bars of stacked parts. */
export function stackedBars(title: string, key: readonly string[], rows: readonly BarRow[]): Html {
  const longest = Math.max(
    Number.EPSILON,
    ...rows.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0)),
  );
  const scale = (WIDTH - LABELS - 66) / longest;
  const height = rows.length * ROW + 6;
  const hue = (index: number) => `hsl(${(220 + index * 47) % 360} 55% 55%)`;
  const occurs = (index: number) => rows.some(({ parts }) => (parts[index] ?? 0) > 0);
  const alternative = rows.map(({ label, total }) => `${label}: ${total}`).join('; ');
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}. ${alternative}">
${rows.map(({ label, parts, total }, index) => {
  const y = index * ROW + 4;
  let from = LABELS;
  const rectangles = parts.map((part, position) => {
    const left = from;
    from += part * scale;
    return html`<rect x="${left}" y="${y}" width="${part * scale}" height="18" fill="${hue(position)}"><title>${key[position]}: ${part.toFixed(2)}</title></rect>`;
  });
  return html`<text x="0" y="${y + 13}">${label}</text>${rectangles}<text x="${from + 6}" y="${y + 13}">${total}</text>`;
})}
</svg>
<div class="key">${key.flatMap((name, index) => (occurs(index) ? html`<span style="--colour: ${hue(index)}">${name}</span>` : []))}</div></figure>`;
}

/** A line for each arm over the seconds of a phase. Points without a value break the line. */
export function timeLines(
  title: string,
  unit: string,
  series: readonly { readonly colour: string; readonly values: readonly (number | null)[] }[],
): Html {
  const height = 150;
  const left = 44;
  const bottom = height - 24;
  const most = Math.max(
    Number.EPSILON,
    ...series.flatMap(({ values }) => values.flatMap((value) => value ?? [])),
  );
  const seconds = Math.max(2, ...series.map(({ values }) => values.length));
  const x = (second: number) => left + (second / (seconds - 1)) * (WIDTH - left - 10);
  const y = (value: number) => bottom - (value / most) * (bottom - 12);
  const path = (values: readonly (number | null)[]) =>
    values
      .map((value, second) =>
        value === null
          ? ''
          : `${second === 0 || values[second - 1] === null ? 'M' : 'L'}${x(second).toFixed(1)} ${y(value).toFixed(1)}`,
      )
      .join('');
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}: up to ${most.toFixed(1)} ${unit}">
<line x1="${left}" x2="${WIDTH - 10}" y1="${bottom}" y2="${bottom}" stroke="var(--line)"/>
<text class="faint" x="${left - 6}" y="16" text-anchor="end">${most.toFixed(most < 10 ? 1 : 0)}</text><text class="faint" x="${left - 6}" y="${bottom}" text-anchor="end">0</text>
<text class="faint" x="${left}" y="${height - 6}">0 s</text><text class="faint" x="${WIDTH - 10}" y="${height - 6}" text-anchor="end">${seconds} s</text>
${series.map(({ colour, values }) => html`<path d="${path(values)}" fill="none" stroke="${colour}" stroke-width="1.5" opacity=".7"/>`)}
</svg></figure>`;
}
