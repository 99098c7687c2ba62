// @ts-check
/// <reference lib="dom" />
import { byId, element, styled } from './dom.js';
import { TEXTS } from './texts.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./texts.js').Language} Language */

/** The library comes as a script of its own. */
const Chart = /** @type {{ readonly uPlot: typeof import('uplot') }} */ (/** @type {unknown} */ (globalThis))
  .uPlot;

/** Seconds that are shown. */
const SHOWN = 180;
const HEIGHT = 200;
/** Between two times on the axis, seconds: what fits is taken. */
const X_STEPS = [10, 30, 60];

/** The colour that a name of the style has now, in the light or in the dark. @param {string} name */
const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
/** @param {string} colour e.g. `var(--arm0)` */
const nowOf = (colour) => colourOf(colour.replace(/^var\((.*)\)$/, '$1'));

/** Response times and failed requests of all arms, by the second, with the faults that struck. */
export class Curves {
  /** @param {State} state whose arms are known */
  constructor(state) {
    this.state = state;
    this.latency = this.#chart('latency', true);
    this.failures = this.#chart('failures', false);
    const sizes = new ResizeObserver(() => this.#fit());
    for (const id of ['latency', 'failures']) sizes.observe(byId(id));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.latency.redraw();
      this.failures.redraw();
    });
  }

  /** @param {Language} language */
  show(language) {
    const { points, run } = this.state;
    const newest = points.at(-1)?.at ?? run?.at ?? 0;
    const began = run?.at ?? 0;
    const shown = points.filter(({ at }) => at > newest - SHOWN * 1000);
    const times = shown.map(({ at }) => (at - began) / 1000);
    const arms = [...this.state.arms.keys()];
    /** @param {(point: State['points'][number]) => number | null} read */
    const byArm = (read) => arms.map((arm) => curveOf(shown, arm, read));
    const p50 = byArm((point) => point.p50);
    const p95 = byArm((point) => point.p95);
    this.latency.setData([times, ...p50, ...p95]);
    this.failures.setData([times, ...byArm((point) => point.failed)]);
    this.#tell(language);
  }

  /** @param {string} id @param {boolean} logarithmic */
  #chart(id, logarithmic) {
    const line = { stroke: () => colourOf('--line'), width: 1 };
    const axis = { stroke: () => colourOf('--soft'), grid: line, ticks: line, font: '12px system-ui' };
    const arms = [...this.state.arms.values()];
    /** @param {number[]} dash @param {number} width */
    const series = (dash, width) =>
      arms.map(({ plan, colour }) => ({
        label: plan.name,
        stroke: () => nowOf(colour),
        width,
        dash,
        points: { show: dash.length === 0, size: 4, fill: () => nowOf(colour) },
      }));
    return new Chart(
      {
        width: byId(id).clientWidth || 300,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: {
            time: false,
            range: (_chart, _min, max) => [Math.max(0, (max ?? 0) - SHOWN), Math.max(max ?? 0, SHOWN)],
          },
          y: logarithmic
            ? { distr: 3, range: (_chart, min, max) => decades(min, max) }
            : { range: (_chart, _min, max) => [0, Math.max(5, max ?? 0)] },
        },
        axes: [
          { ...axis, size: 30, incrs: X_STEPS, values: (_chart, ticks) => ticks.map(clock) },
          {
            ...axis,
            ...(logarithmic ? { grid: decadesOf(line), ticks: decadesOf(line) } : {}),
            size: 58,
            values: (_chart, ticks) => ticks.map((tick) => (logarithmic ? inTime(tick) : tick)),
          },
        ],
        series: [{}, ...series([], 2), ...(logarithmic ? series([3, 4], 1) : [])],
        hooks: { drawClear: [(chart) => this.#drawBands(chart)] },
      },
      [[], ...arms.map(() => []), ...(logarithmic ? arms.map(() => []) : [])],
      byId(id),
    );
  }

  /** Faults as bands behind the curves, each with its arm's colour on top. @param {import('uplot')} chart */
  #drawBands(chart) {
    const { ctx, bbox } = chart;
    const { bands, run, points } = this.state;
    const began = run?.at ?? 0;
    for (const { arm, from, to = points.at(-1)?.at ?? from } of bands) {
      const placeOf = (/** @type {number} */ at) => chart.valToPos((at - began) / 1000, 'x', true);
      const [left, right] = [Math.max(placeOf(from), bbox.left), placeOf(to)];
      if (right < left) continue;
      const width = Math.max(right - left, 2);
      ctx.fillStyle = colourOf('--fault');
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = nowOf(this.state.arms.get(arm)?.colour ?? 'var(--soft)');
      ctx.fillRect(left, bbox.top, width, 4);
    }
  }

  #fit() {
    for (const [id, chart] of /** @type {const} */ ([
      ['latency', this.latency],
      ['failures', this.failures],
    ])) {
      const width = byId(id).clientWidth;
      if (width > 0 && width !== chart.width) chart.setSize({ width, height: HEIGHT });
    }
  }

  /** What a reader sees who does not see curves, and the key. @param {Language} language */
  #tell(language) {
    const arms = [...this.state.arms.values()];
    const newest = arms.map(({ plan }) => {
      const point = this.state.points.findLast(({ arm, p50 }) => arm === plan.name && p50 !== null);
      return `${plan.name} p50 ${point?.p50?.toFixed(1) ?? '–'} ms, p95 ${point?.p95?.toFixed(1) ?? '–'} ms`;
    });
    byId('latency').setAttribute('aria-label', `${TEXTS.latency[language]}: ${newest.join('; ')}`);
    byId('failures').setAttribute('aria-label', TEXTS.failures[language]);
  }
}

/**
 * An arm's values at the points of all arms. Points of others are left out and the curve goes on (`undefined`), but for where it has broken
 * off (`null`).
 * @param {State['points']} points @param {string} arm @param {(point: State['points'][number]) => number | null} read
 */
function curveOf(points, arm, read) {
  let isBroken = false;
  return points.map((point) => {
    if (point.arm !== arm) return isBroken ? null : undefined;
    const value = read(point);
    isBroken = value === null;
    return value;
  });
}

/** Which curve is whose. @param {State} state @param {Language} language @param {boolean} withTails */
export function keyOf({ arms, bands }, language, withTails) {
  const lines = [...arms.values()].flatMap(({ plan, colour }) => [
    styled(element('span', {}, [withTails ? `${plan.name}, p50` : plan.name]), { '--colour': colour }),
    ...(withTails
      ? [styled(element('span', {}, [`${plan.name}, p95`]), { '--colour': colour, '--dash': 'dotted' })]
      : []),
  ]);
  const band = element('span', { class: 'band' }, [TEXTS.faultBand[language]]);
  return element('span', { class: 'key' }, bands.length > 0 ? [...lines, band] : lines);
}

/**
 * Lines at whole decades alone.
 * @template Line @param {Line} line
 */
const decadesOf = (line) => ({
  ...line,
  filter: (/** @type {import('uplot')} */ _chart, /** @type {number[]} */ splits) =>
    splits.map((value) => (Number.isInteger(Math.log10(value)) ? value : null)),
});

/** Whole decades around what there is. @param {number | null} min @param {number | null} max @returns {[number, number]} */
function decades(min, max) {
  const [low, high] = [Math.floor(Math.log10(min || 1)), Math.ceil(Math.log10(max || 100))];
  return [10 ** low, 10 ** Math.max(high, low + 1)];
}

/** Minutes and seconds of the run. @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;

/** @param {number | null} ms null where there is no room for a label */
const inTime = (ms) => (ms === null ? '' : ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
