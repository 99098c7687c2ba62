import { type Content, type Html, html } from './html.ts';
import type { Said } from './said.ts';
import { type Drawing, svg } from './svg.ts';

/** Widths in CSS pixels for which charts are drawn. */
const WIDE = 840;
const NARROW = 340;
const PANEL = 360;

export interface KeyEntry {
  readonly name: Said;
  /** A CSS colour. */
  readonly colour: string;
  readonly mark?: 'dashed' | 'line' | 'hollow' | 'bracket' | 'cross';
}

/** @param mark how the entries look in the key: squares when undefined */
export const keyOf = (entries: readonly KeyEntry[]): Html =>
  html`<div class="key">${entries.map(
    ({ name, colour, mark }) => html`<span class="${mark ?? ''}" style="--colour: ${colour}">${name}</span>`,
  )}</div>`;

export interface Figure {
  /** A sentence that says what the chart shows. */
  readonly title: Said;
  /** How to read it. */
  readonly reading: Said;
  readonly key?: readonly KeyEntry[];
  readonly charts: Content;
  /** The numbers of the chart as a table. */
  readonly data: Html;
}

const NUMBERS = { en: 'The numbers of this chart', ko: '이 그림의 수치' };

export const figure = ({ title, reading, key, charts, data }: Figure): Html =>
  html`<figure><figcaption><strong>${title}</strong><span class="soft">${reading}</span></figcaption>
${key && key.length > 0 ? keyOf(key) : null}${charts}
<details class="data"><summary>${NUMBERS}</summary>${data}</details></figure>
`;

/** A chart as wide as the page, and a second drawing for phones, where the letters of the wide one would be too small. */
export const fullWidth = (alternative: Said, draw: (width: number) => Drawing): Html =>
  html`<div class="wide">${svg(draw(WIDE), alternative)}</div><div class="narrow">${svg(draw(NARROW), alternative)}</div>`;

export interface Panel {
  readonly caption: Said;
  readonly alternative: Said;
  readonly draw: (width: number) => Drawing;
}

/** Small charts side by side, one below the other on a phone. */
export const panels = (all: readonly Panel[]): Html =>
  html`<div class="panels">${all.map(
    ({ caption, alternative, draw }) =>
      html`<div><p class="caption">${caption}</p>${svg(draw(PANEL), alternative)}</div>`,
  )}</div>`;

/** A table that scrolls by itself where it is wider than the page. */
export const dataTable = (head: readonly Said[], rows: readonly (readonly (Said | number)[])[]): Html =>
  html`<div class="scroll"><table><thead><tr>${head.map((name) => html`<th scope="col" class="wraps">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
