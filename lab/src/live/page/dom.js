// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Readonly<Record<string, string | number | undefined>>} Attributes */

/**
 * An element of the page. Texts become texts, whatever is in them.
 * @param {string} name @param {Attributes} attributes @param {readonly (Node | string)[]} children
 */
export const element = (name, attributes = {}, children = []) =>
  /** @type {HTMLElement} */ (filled(document.createElement(name), attributes, children));

/** @param {string} name @param {Attributes} attributes @param {readonly (Node | string)[]} children */
export const shape = (name, attributes = {}, children = []) =>
  filled(document.createElementNS(SVG, name), attributes, children);

/**
 * Colours and such: as properties of the style, which a strict content policy lets a script set.
 * @template {HTMLElement | SVGElement} T @param {T} it @param {Readonly<Record<string, string>>} properties @returns {T}
 */
export function styled(it, properties) {
  for (const [name, value] of Object.entries(properties)) it.style.setProperty(name, value);
  return it;
}

/** The element of the page that has this id. @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}`);
  return found;
}

/**
 * @template {HTMLElement | SVGElement} T
 * @param {T} it @param {Attributes} attributes @param {readonly (Node | string)[]} children @returns {T}
 */
function filled(it, attributes, children) {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) it.setAttribute(name, String(value));
  it.append(...children);
  return it;
}
