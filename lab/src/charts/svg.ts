import { createRequire } from 'node:module';
import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import { Html, html } from './html.ts';
import { inLanguages, type Said, textOf } from './said.ts';
import { smallDrawing } from './small-drawing.ts';

/** Loaded with the first chart, and as one file: commands that draw nothing start sooner. */
const echarts = (): typeof import('echarts') => createRequire(import.meta.url)('echarts');

export type ChartOption = ComposeOption<
  BarSeriesOption | CustomSeriesOption | LineSeriesOption | GridComponentOption
>;

/** A chart of a fixed size in CSS pixels. The page scales it a little, with its letters. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly option: ChartOption;
}

/**
 * A chart as SVG markup to stand in a page. Colours may be CSS variables, so that one picture serves light and dark.
 *
 * @param alternative what the chart says, for those who cannot see it
 */
export function svg({ width, height, option }: Drawing, alternative: Said): Html {
  const chart = echarts().init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'inherit', fontSize: 12, color: 'var(--ink)' },
      ...option,
      // Every chart leaves room for its axes' names itself, and a name in two languages is longer than what is shown of it.
      grid: { ...option.grid, outerBoundsMode: 'none' },
    });
    const content = plain(chart.renderToSVGString());
    return picture(width, height, alternative, content);
  } finally {
    chart.dispose();
  }
}

/**
 * SVG markup as a picture with words, in few bytes. An attribute has one language: English stands in it, and the page's script puts the
 * Korean there.
 */
export function picture(width: number, height: number, alternative: Said, content: Html): Html {
  const { en, ko } = textOf(alternative);
  const korean = en === ko ? null : html` data-ko="${ko}"`;
  const drawing = new Html(smallDrawing(content.text));
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${en}"${korean}>${drawing}</svg>`;
}

/**
 * The drawing without what only a live chart needs. Classes, clip paths and their ids contain a counter of the charts of this
 * process. They are removed, because the same run must always give the same file. Nothing is drawn outside the axes, so nothing
 * needs clipping.
 */
function plain(rendered: string): Html {
  const content = rendered
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replaceAll(/<style\b[\s\S]*?<\/style>|<defs\b[\s\S]*?<\/defs>/g, '')
    .replaceAll(/<[^>]*>/g, (tag) =>
      tag
        .replaceAll(/ (?:class|clip-path|pointer-events|ecmeta_\w+|xml:space)="[^"]*"/g, '')
        .replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
    );
  return new Html(inLanguages(content));
}
