import type { Text } from '../scenario/scenario.ts';
import { type Html, html } from './html.ts';

/** A text in each language. The page's style shows that of its own `lang`. */
export const inBoth = ({ en, ko }: Text): Html =>
  html`<span lang="en">${en}</span><span lang="ko">${ko}</span>`;
