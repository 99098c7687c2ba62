import { type Html, html } from './html.ts';
import type { Said } from './said.ts';

/** A text in each language. The page's style shows that of its own `lang`. What is the same in both is there once. */
export const inBoth = (said: Said): Html => html`${said}`;

/** Markup in each language, as blocks. */
export const inEach = (en: Html, ko: Html): Html =>
  html`<div lang="en">${en}</div><div lang="ko">${ko}</div>`;
