import { type Content, Html, html } from '../../charts/html.ts';
import type { Text } from '../../scenario/scenario.ts';

/** A part of a page, with its place in the list of contents. */
export interface Section {
  readonly id: string;
  readonly title: Text;
  readonly content: Content;
}

const isEmpty = ({ content }: Section): boolean =>
  content === null || (content instanceof Html && content.text.trim() === '');

/** The list of contents, which stays in sight on a desk, and the sections. What has no content is left out. */
export function inSections(sections: readonly Section[]): { readonly contents: Html; readonly body: Html } {
  const shown = sections.filter((section) => !isEmpty(section));
  return {
    contents: html`<nav class="contents" aria-label="contents"><ul>${shown.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`,
    body: html`${shown.map(
      ({ id, title, content }) => html`<section id="${id}"><h2>${title}</h2>${content}</section>\n`,
    )}`,
  };
}
