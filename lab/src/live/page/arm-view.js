// @ts-check
/// <reference lib="dom" />
import { element, shape, styled } from './dom.js';
import { Dots } from './dots.js';
import { layoutOf } from './layout.js';
import { SAID, TEXTS } from './texts.js';

/** @typedef {import('./state.js').ArmNow} ArmNow */
/** @typedef {import('./texts.js').Language} Language */

/** An arm: its drawing, with requests that move through it, what it does now, and its newest figures. */
export class ArmView {
  /** @param {ArmNow} arm */
  constructor({ plan, colour }) {
    this.layout = layoutOf(plan);
    this.boxes = new Map(this.layout.boxes.map((box) => [box.id, drawn(box)]));
    this.state = element('p', { class: 'state' });
    this.figures = element('p', { class: 'figures' });
    const { width, height, links } = this.layout;
    const lines = links.map(([from, to]) =>
      shape('path', { class: 'link', d: `M${from.x} ${from.y}L${to.x} ${to.y}` }),
    );
    const view = { viewBox: `0 0 ${width} ${height}`, role: 'img' };
    this.drawing = shape('svg', view, [...lines, ...this.boxes.values()]);
    const canvas = document.createElement('canvas');
    this.dots = new Dots(canvas, this.layout);
    const heading = element('h2', {}, [plan.name]);
    const drawing = element('div', { class: 'drawing' }, [this.drawing, canvas]);
    const parts = [heading, this.state, this.figures, drawing];
    this.root = styled(element('article', { class: 'arm' }, parts), { '--colour': colour });
  }

  /**
   * Without the lab nobody knows what requests do: none moves.
   * @param {ArmNow} arm @param {Language} language @param {boolean} isHeard whether the lab is
   */
  show(arm, language, isHeard) {
    const { plan, state, load, second, fault, down } = arm;
    const client = this.boxes.get('client')?.querySelector('text');
    if (client) client.textContent = TEXTS.clients[language];
    for (const { id, kind } of this.layout.boxes) {
      const isDown = down.some((name) => name === id || name.startsWith(`${id} (`));
      const classes = [
        kind,
        ...(state === 'absent' && kind !== 'client' ? ['absent'] : []),
        ...(fault?.where === id ? ['hit'] : []),
        ...(isDown ? ['down'] : []),
      ];
      this.boxes.get(id)?.setAttribute('class', classes.join(' '));
    }
    const words = stateInWords(arm, language);
    this.state.textContent = words;
    this.state.className = fault || down.length > 0 ? 'state struck' : 'state';
    this.figures.textContent = figuresOf(second, language);
    this.drawing.setAttribute('aria-label', `${plan.name}: ${words}`);
    const isLoaded = isHeard && load && second && second.seconds > 0;
    const perSecond = isLoaded ? second.ended / second.seconds : 0;
    this.dots.flow(perSecond, second && second.ended > 0 ? second.failed / second.ended : 0);
  }
}

/** @param {ArmNow} arm @param {Language} language */
function stateInWords({ state, load, fault, struckBy, down }, language) {
  const { absent, starts, up, warmUp, down: isDown } = TEXTS;
  const are = down.map((name) => `${name}: ${isDown[language]}`);
  if (fault || are.length > 0) return [...(struckBy ? [struckBy.title[language]] : []), ...are].join(' · ');
  if (load) {
    const name = load.name === 'warm-up' ? warmUp[language] : load.name;
    return SAID.load(name, load.perSecond, load.outstanding)[language];
  }
  return { absent, starts, up }[state][language];
}

/** @param {ArmNow['second']} second @param {Language} language */
function figuresOf(second, language) {
  if (!second) return '';
  const { ended, seconds, failed, p50, p95 } = second;
  const times = p50 === null || p95 === null ? '' : ` · p50 ${ms(p50)} · p95 ${ms(p95)}`;
  return SAID.rate(seconds > 0 ? ended / seconds : 0, failed)[language] + times;
}

/** e.g. `4.2 ms`. @param {number} value */
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** @param {import('./layout.js').Box} box */
function drawn({ id, kind, x, y, width, height, raised = 0 }) {
  if (kind === 'database') return shape('g', {}, [cylinder(x, y, width, height)]);
  const [left, top] = [x - width / 2, y - height / 2];
  const corner = kind === 'component' ? height / 2 : 5;
  const rect = shape('rect', { x: left, y: top, width, height, rx: corner });
  return shape('g', {}, [rect, shape('text', { x, y: y - raised }, [id])]);
}

/** A database as everybody draws it. @param {number} x @param {number} y @param {number} width @param {number} height */
function cylinder(x, y, width, height) {
  const [left, right, lid] = [x - width / 2, x + width / 2, height / 5];
  const [top, bottom] = [y - height / 2 + lid, y + height / 2 - lid];
  const arc = (/** @type {number} */ toX, /** @type {number} */ toY, /** @type {0 | 1} */ sweep) =>
    `A${width / 2} ${lid} 0 0 ${sweep} ${toX} ${toY}`;
  const sides = `M${left} ${top}${arc(right, top, 1)}V${bottom}${arc(left, bottom, 1)}Z`;
  return shape('path', { d: `${sides}M${left} ${top}${arc(right, top, 0)}` });
}
