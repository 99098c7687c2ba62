import type { CustomSeriesOption } from 'echarts/charts';

type Item = Extract<NonNullable<CustomSeriesOption['renderItem']>, (...args: never[]) => unknown>;
type Group = Extract<NonNullable<ReturnType<Item>>, { type: 'group' }>;
export type Shape = Group['children'][number];

/** Where a pair of axis values lies in the picture. */
export type At = (x: number, y: number) => readonly [number, number];

/** A series of shapes of our own, placed by the chart's axes. */
export function shapes(draw: (at: At) => readonly Shape[]): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    z: 3,
    data: [[0, 0]],
    renderItem: (_, api) => {
      const at: At = (x, y) => {
        const [left = 0, top = 0] = api.coord([x, y]);
        return [left, top];
      };
      return { type: 'group', children: [...draw(at)] };
    },
  };
}

export const line = (
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  stroke: string,
  lineWidth = 1,
  lineDash: 'solid' | 'dashed' | 'dotted' = 'solid',
): Shape => ({
  type: 'line',
  shape: { x1, y1, x2, y2 },
  style: { fill: 'none', stroke, lineWidth, lineDash, lineCap: lineDash === 'solid' ? 'round' : 'butt' },
});

export const box = (
  x: number,
  y: number,
  width: number,
  height: number,
  style: { readonly fill: string; readonly stroke?: string },
  r = 0,
): Shape => ({ type: 'rect', shape: { x, y, width, height, r }, style: { ...style, lineWidth: 1.5 } });

/** @param hollow only its edge is drawn */
export const dot = (
  [cx, cy]: readonly [number, number],
  r: number,
  colour: string,
  hollow = false,
): Shape => ({
  type: 'circle',
  shape: { cx, cy, r },
  style: { fill: hollow ? 'var(--ground)' : colour, stroke: colour, lineWidth: 2 },
});

export const text = (
  content: string,
  [x, y]: readonly [number, number],
  fill: string,
  { align = 'left', strong = false }: { align?: 'left' | 'right' | 'center'; strong?: boolean } = {},
): Shape => ({
  type: 'text',
  x,
  y,
  style: {
    text: content,
    fill,
    align,
    verticalAlign: 'middle',
    fontSize: 12,
    fontFamily: 'inherit',
    fontWeight: strong ? 600 : 400,
  },
});
