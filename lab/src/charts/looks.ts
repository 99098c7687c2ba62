/** Attributes that say how a mark looks, and not where it is. CSS has properties of the same names and values. */
const LOOK = / (style|fill|stroke|opacity|(?:fill|stroke|text|font|dominant)-[a-z]+)="([\w #%(),.:;-]*)"/g;
const MARK = /<(path|rect|circle|ellipse|text)\b([^>]*)>/g;

/**
 * A page whose drawings say how a mark looks by a class. A chart repeats a few looks on hundreds of marks, and all charts of a page have
 * most of them in common. Classes are numbered as the page first needs them: the same page is always the same bytes.
 */
export function withLooks(page: string): string {
  const classes = new Map<string, string>();
  const classOf = (look: string): string => {
    const known = classes.get(look) ?? `s${classes.size.toString(36)}`;
    classes.set(look, known);
    return known;
  };
  const marked = page.replaceAll(/<svg\b[\s\S]*?<\/svg>/g, (drawing) =>
    drawing.replaceAll(MARK, (mark, name: string, attributes: string) => {
      const look = [...attributes.matchAll(LOOK)].map(([, property = '', value = '']) =>
        property === 'style' ? value.replace(/;$/, '') : `${property}:${value}`,
      );
      if (look.length === 0) return mark;
      return `<${name} class="${classOf(look.join(';'))}"${attributes.replaceAll(LOOK, '')}>`;
    }),
  );
  if (classes.size === 0) return page;
  const rules = [...classes].map(([look, name]) => `.${name}{${look}}`);
  return marked.replace('</head>', () => `<style>\n${rules.join('\n')}\n</style></head>`);
}
