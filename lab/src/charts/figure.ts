import type { RunFiles } from '../records/run-files.ts';
import { type Content, type Html, html } from './html.ts';
import { type Drawing, svg } from './svg.ts';

/** Widths in CSS pixels for which charts are drawn. */
const WIDE = 840;
const NARROW = 340;
const PANEL = 360;

export interface KeyEntry {
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly mark?: 'dashed' | 'line' | 'hollow' | 'bracket' | 'cross';
}

/** An arm's look in every chart. An arm that runs a topology again is drawn dashed. */
export interface ArmLook extends KeyEntry {
  readonly dash: 'solid' | 'dashed';
}

export function armLooks({ manifest }: RunFiles): ArmLook[] {
  return manifest.arms.map(({ name, topology }, index) => {
    const again = manifest.arms.findIndex((arm) => arm.topology === topology) < index;
    const colour = `var(--arm${index % 6})`;
    return again
      ? { name, colour, mark: 'dashed', dash: 'dashed' }
      : { name, colour, mark: 'line', dash: 'solid' };
  });
}

/** @param mark how the entries look in the key: squares when undefined */
export const keyOf = (entries: readonly KeyEntry[]): Html =>
  html`<div class="key">${entries.map(
    ({ name, colour, mark }) => html`<span class="${mark ?? ''}" style="--colour: ${colour}">${name}</span>`,
  )}</div>`;

export interface Figure {
  /** A sentence that says what the chart shows. */
  readonly title: string;
  /** How to read it. */
  readonly reading: string;
  readonly key?: readonly KeyEntry[];
  readonly charts: Content;
  /** The numbers of the chart as a table. */
  readonly data: Html;
}

export const figure = ({ title, reading, key, charts, data }: Figure): Html =>
  html`<figure><figcaption><strong>${title}</strong><span class="soft">${reading}</span></figcaption>
${key && key.length > 0 ? keyOf(key) : null}${charts}
<details class="data"><summary>The numbers of this chart</summary>${data}</details></figure>
`;

/** A chart as wide as the page, and a second drawing for phones, where the letters of the wide one would be too small. */
export const fullWidth = (alternative: string, draw: (width: number) => Drawing): Html =>
  html`<div class="wide">${svg(draw(WIDE), alternative)}</div><div class="narrow">${svg(draw(NARROW), alternative)}</div>`;

export interface Panel {
  readonly caption: string;
  readonly alternative: string;
  readonly draw: (width: number) => Drawing;
}

/** Small charts side by side, one below the other on a phone. */
export const panels = (all: readonly Panel[]): Html =>
  html`<div class="panels">${all.map(
    ({ caption, alternative, draw }) =>
      html`<div><p class="caption">${caption}</p>${svg(draw(PANEL), alternative)}</div>`,
  )}</div>`;

/** A table that scrolls by itself where it is wider than the page. */
export const dataTable = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): Html =>
  html`<div class="scroll"><table><thead><tr>${head.map((name) => html`<th scope="col" class="wraps">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;

/** Text for the space that a chart has for it. */
export const shortened = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
