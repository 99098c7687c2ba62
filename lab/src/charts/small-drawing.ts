/** A mark with no content, as it is written by hand and by the library. */
const SHAPE = /<(path|rect|circle|ellipse)\b([^>]*?)(?:\/>|><\/\1>)/g;
/** A bar of no length, as the library draws it: all of its steps are upright, or all are level. */
const FLAT = /^M[-\d.]+ [-\d.]+(?:(?:l0 [-\d.]+)+|(?:l[-\d.]+ 0)+)Z$/;
const TEXT = /<text\b([^>]*)>/g;
const MOVED = / transform="translate\((-?[\d.]+) (-?[\d.]+)\)"/;

/**
 * The markup of a drawing in fewer bytes: marks that nobody sees are left out, and a text stands where it was moved to, to a tenth of a CSS
 * pixel. What is seen stays as it is.
 */
export const smallDrawing = (content: string): string =>
  content
    .replaceAll(SHAPE, (_, name: string, attributes: string) =>
      isUnseen(attributes) ? '' : `<${name}${attributes}/>`,
    )
    .replaceAll(TEXT, (_, attributes: string) => `<text${inPlace(attributes)}>`)
    .replaceAll('<g></g>', '')
    .replaceAll(/\n{2,}/g, '\n');

/** The library draws the ground of a chart without a colour, and a bar of no length with an edge in the colour of the page. */
function isUnseen(attributes: string): boolean {
  const d = attributeOf(attributes, 'd');
  if (d === '') return true;
  const [fill, stroke = 'none'] = [attributeOf(attributes, 'fill'), attributeOf(attributes, 'stroke')];
  const filled = fill !== 'none' && !(d !== undefined && FLAT.test(d));
  return !filled && (stroke === 'none' || (stroke === 'var(--ground)' && fill !== 'none'));
}

/** A text that is moved, and not turned. */
function inPlace(attributes: string): string {
  const [, across, down] = attributes.match(MOVED) ?? [];
  if (across === undefined || down === undefined) return attributes;
  const at = (axis: string, by: string) =>
    Math.round((Number(attributeOf(attributes, axis) ?? 0) + Number(by)) * 10) / 10;
  const [x, y] = [at('x', across), at('y', down)];
  return `${attributes.replaceAll(/ (?:transform|x|y)="[^"]*"/g, '')} x="${x}" y="${y}"`;
}

const attributeOf = (attributes: string, name: string): string | undefined =>
  attributes.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
