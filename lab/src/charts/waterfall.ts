import { partColour } from './bars.ts';
import { Html, html } from './html.ts';

/** A stretch of a waterfall. */
export interface Stretch {
  readonly label: string;
  /** Of whom its colour is: its place in the key. */
  readonly by: number;
  /** How many stretches it lies within. */
  readonly depth: number;
  /** From the left end, and how long it is; in the unit of {@link Waterfall.span}. */
  readonly from: number;
  readonly length: number;
  /** Beside the bar. */
  readonly told: string;
  /** It only waits for the one below it: drawn as an outline. */
  readonly hollow: boolean;
}

export interface Waterfall {
  readonly stretches: readonly Stretch[];
  /** Where the axis ends, so that several can share it. */
  readonly span: number;
  /** Where a line is drawn through all of them, with what it says; none without. */
  readonly mark?: { readonly at: number; readonly label: string } | undefined;
}

/** Of the width; a shorter one could not be seen. */
const LEAST = 0.15;

/**
 * A row for each stretch, from the left to the right as time goes by. It is made of a page's own boxes and not drawn, so that it has
 * as many rows as it needs, and is as wide as its reader's screen.
 */
export function waterfall({ stretches, span, mark }: Waterfall): Html {
  const share = (value: number) => `${Number(Math.max(0, (100 * value) / span).toFixed(2))}%`;
  const row = ({ label, by, depth, from, length, told, hollow }: Stretch) => {
    const place = `--from: ${share(from)}; --length: ${share(Math.max(length, (LEAST * span) / 100))}`;
    return html`<li style="--depth: ${Math.min(depth, 8)}; --colour: ${partColour(by)}"><span class="what">${label}</span><span class="when"><i class="${hollow ? 'hollow' : ''}" style="${place}"></i><em style="--from: ${share(from + length)}">${told}</em></span></li>`;
  };
  const line =
    mark &&
    html`<li class="mark" style="--at: ${share(mark.at)}"><span class="what"></span><span class="when"><b>${mark.label}</b></span></li>`;
  return html`<ol class="waterfall">${line}${stretches.map(row)}</ol>`;
}

/** Stands in the page once, where there is a waterfall. */
export const WATERFALL_STYLE = new Html(`<style>
.waterfall { list-style: none; margin: .4rem 0 1.2rem; padding: 0; font-size: .75rem; line-height: 1.35; }
.waterfall li { display: grid; grid-template-columns: minmax(7rem, 15rem) minmax(0, 1fr); gap: .6rem; align-items: center; break-inside: avoid; }
.waterfall .what { padding-left: calc(var(--depth, 0) * .55rem); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.waterfall .when { position: relative; height: 1.05rem; border-left: 1px solid var(--line); margin-right: 3.6rem; }
.waterfall i { position: absolute; left: var(--from); width: var(--length); top: .2rem; bottom: .2rem; background: var(--colour); border-radius: 1px; }
.waterfall i.hollow { background: none; border: 1px solid var(--colour); }
.waterfall em { position: absolute; left: calc(var(--from) + .3rem); font-style: normal; color: var(--soft); white-space: nowrap; }
.waterfall .mark b { position: absolute; left: var(--at); padding-left: .3rem; border-left: 2px solid var(--ink); font-weight: 600; white-space: nowrap; }
@media (max-width: 45rem) { .waterfall li { grid-template-columns: minmax(0, 1fr); gap: 0; } .waterfall .when { margin-right: 3rem; } }
</style>`);
