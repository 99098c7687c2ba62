import { type Html, html } from '../../../charts/html.ts';
import { type Said, textOf } from '../../../charts/said.ts';

/** Shapes of which drawings of deployments are made. Lengths are CSS pixels. */

type Point = readonly [x: number, y: number];

interface Written {
  readonly fill?: string;
  readonly strong?: boolean;
  readonly align?: 'start' | 'middle' | 'end';
}

/** A text for each language, where they differ; `y` is its middle. */
export function words(
  [x, y]: Point,
  said: Said,
  { fill = 'var(--ink)', strong = false, align = 'start' }: Written = {},
): Html {
  const { en, ko } = textOf(said);
  const one = (content: string, lang: Html | null) =>
    html`<text${lang} x="${round(x)}" y="${round(y)}" dominant-baseline="central" text-anchor="${align}" fill="${fill}" style="font-size:11px;font-weight:${strong ? 600 : 400}">${content}</text>`;
  return en === ko ? one(en, null) : html`${one(en, html` lang="en"`)}${one(ko, html` lang="ko"`)}`;
}

export const box = ([x, y]: Point, width: number, height: number, fill: string, stroke: string): Html =>
  html`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="3" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`;

/** So what is only a copy is drawn, and what keeps it up. */
const dashes = (dashed: boolean): Html | null => (dashed ? html` stroke-dasharray="3 3"` : null);

/** Lines from point to point, with an arrow's head at the end. */
export function arrow(points: readonly Point[], stroke: string, width: number, dashed = false): Html {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const [x, y] = points.at(-1) ?? [0, 0];
  const [fromX, fromY] = points.at(-2) ?? [x, y];
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [dx, dy] = [(x - fromX) / length, (y - fromY) / length];
  const size = 5;
  const corner = (side: number): string =>
    `${round(x - dx * size * 1.4 + side * dy * size * 0.7)} ${round(y - dy * size * 1.4 - side * dx * size * 0.7)}`;
  return html`<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}"${dashes(dashed)}/><path d="M${corner(1)}L${round(x)} ${round(y)}L${corner(-1)}Z" fill="${stroke}" stroke="none"/>`;
}

/** A database, `x` and `y` its left and its middle. */
export const CYLINDER = { width: 16, height: 22 };
export function cylinder([x, y]: Point, stroke: string, dashed = false): Html {
  const { width, height } = CYLINDER;
  const [left, right, top, bottom] = [x, x + width, y - height / 2 + 3, y + height / 2 - 3];
  const [rx, ry] = [width / 2, 3];
  return html`<path d="M${round(left)} ${round(top)}V${round(bottom)}A${rx} ${ry} 0 0 0 ${round(right)} ${round(bottom)}V${round(top)}" fill="var(--ground)" stroke="${stroke}" stroke-width="1.5"${dashes(dashed)}/><ellipse cx="${round(x + rx)}" cy="${round(top)}" rx="${rx}" ry="${ry}" fill="var(--ground)" stroke="${stroke}" stroke-width="1.5"${dashes(dashed)}/>`;
}

/** The number of a step on a path. */
export const step = ([x, y]: Point, number: string, colour: string): Html =>
  html`<circle cx="${round(x)}" cy="${round(y)}" r="8" fill="var(--ground)" stroke="${colour}" stroke-width="1.5"/>${words([x, y], number, { align: 'middle', strong: true })}`;

const round = (value: number): number => Math.round(value * 10) / 10;
