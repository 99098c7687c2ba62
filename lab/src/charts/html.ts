import type { Text } from '../scenario/scenario.ts';

/** Markup that is safe in a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | Text | string | number | null | undefined | readonly Content[];

/**
 * Template tag: literals are markup. Inserted values are text and escaped, unless they are {@link Html}. A text in two languages becomes
 * an element for each, of which the page shows that of its own language. Lists are joined; null and undefined are left out.
 */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(literals.reduce((page, literal, index) => page + render(contents[index - 1]) + literal));
}

function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (content instanceof Html) return content.text;
  if (typeof content !== 'object') return escaped(String(content));
  return isText(content) ? inEach(content) : content.map(render).join('');
}

const isText = (content: Text | readonly Content[]): content is Text => 'en' in content;

const inEach = ({ en, ko }: Text): string =>
  en === ko ? escaped(en) : `<span lang="en">${escaped(en)}</span><span lang="ko">${escaped(ko)}</span>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
