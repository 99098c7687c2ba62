// @ts-check
/// <reference lib="dom" />
import { pointOn } from './layout.js';

/** A browser's CPU time is not the arms': few pictures a second, and none where nothing moves. */
const PICTURES_PER_SECOND = 8;
/** More than this a second look like a line. */
const MOST_PER_SECOND = 20;
const ON_THE_WAY_MS = 1_200;

/** Requests that move through a drawing at a rate. */
export class Dots {
  /** @type {{ readonly way: import('./layout.js').Way, readonly since: number, readonly failed: boolean }[]} */
  #moving = [];
  #perSecond = 0;
  #failing = 0;
  #due = 0;
  #sent = 0;
  #last = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #still = matchMedia('(prefers-reduced-motion: reduce)');

  /**
   * @param {HTMLCanvasElement} canvas lies over the drawing
   * @param {import('./layout.js').Layout} layout
   */
  constructor(canvas, layout) {
    this.canvas = canvas;
    this.layout = layout;
  }

  /** @param {number} perSecond @param {number} failing share of them that fails */
  flow(perSecond, failing) {
    this.#perSecond = this.#still.matches ? 0 : Math.min(perSecond, MOST_PER_SECOND);
    this.#failing = failing;
    if (this.#timer || (this.#perSecond === 0 && this.#moving.length === 0)) return;
    this.#last = performance.now();
    this.#picture();
  }

  #picture() {
    const now = performance.now();
    // Nobody looks at a page that is hidden.
    if (!document.hidden) {
      this.#start(now);
      this.#draw(now);
    }
    this.#last = now;
    const goesOn = this.#perSecond > 0 || this.#moving.length > 0;
    this.#timer = goesOn ? setTimeout(() => this.#picture(), 1000 / PICTURES_PER_SECOND) : undefined;
  }

  /** @param {number} now */
  #start(now) {
    const { ways } = this.layout;
    // After a pause of the page there would be a crowd.
    this.#due += (Math.min(now - this.#last, 1000) / 1000) * this.#perSecond;
    for (; this.#due >= 1; this.#due -= 1) {
      const way = ways[this.#sent % ways.length] ?? [];
      // Evenly spread: of four requests of which a quarter fails, every fourth.
      const failed = Math.floor((this.#sent + 1) * this.#failing) > Math.floor(this.#sent * this.#failing);
      this.#moving.push({ way: failed ? way.slice(0, 2) : way, since: now, failed });
      this.#sent += 1;
    }
    this.#moving = this.#moving.filter(({ since }) => now - since < ON_THE_WAY_MS);
  }

  /** @param {number} now */
  #draw(now) {
    const { canvas, layout } = this;
    // A third less CPU time: its pictures need not wait for those of the page.
    const context = canvas.getContext('2d', { desynchronized: true });
    const scale = (canvas.clientWidth * Math.min(devicePixelRatio, 2)) / layout.width;
    if (!context || scale === 0) return;
    const [width, height] = [Math.round(layout.width * scale), Math.round(layout.height * scale)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const style = getComputedStyle(canvas);
    const [colour, bad] = [style.getPropertyValue('--colour'), style.getPropertyValue('--bad')];
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, layout.width, layout.height);
    for (const { way, since, failed } of this.#moving) {
      const { x, y } = pointOn(way, (now - since) / ON_THE_WAY_MS);
      context.fillStyle = failed ? bad : colour;
      context.beginPath();
      context.arc(x, y, 4, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
