import { expect, it } from 'vitest';
import { stackedBars } from './bars.ts';
import { smallDrawing } from './small-drawing.ts';
import { svg } from './svg.ts';

const BAR = 'stroke="var(--ground)" stroke-width="0.5"';
const WORDS = 'dominant-baseline="central" text-anchor="middle"';

it('leaves out what nobody sees, and keeps every mark and text that is seen', () => {
  const drawn = `<rect width="840" height="81" x="0" y="0" fill="none"></rect>
<path d="M284.5 8L284.5 35" fill="none" stroke="var(--line)"></path>
<path d="M10 20l0 0l0 16l0 0Z" fill="var(--part0)" ${BAR}></path>
<path d="M10 20l57 0l0 16l-57 0Z" fill="var(--part1)" ${BAR}></path>
<path d="" fill="var(--part2)"></path>
<g></g>
<text lang="en" ${WORDS} y="6" transform="translate(446.1 63)" fill="var(--soft)">ratio &lt;</text><text lang="ko" ${WORDS} y="6" transform="translate(446.1 63)" fill="var(--soft)">배율 &lt;</text>
<text ${WORDS} transform="matrix(0,-1,1,0,10.9,100)" fill="var(--soft)">ms</text>
<text x="34" y="24" fill="var(--soft)">HTTP</text>
<circle cx="498" cy="21.5" r="4.5" fill="var(--ground)" stroke="var(--bad)" stroke-width="2"></circle>
<ellipse cx="76.1" cy="38" rx="8" ry="3" fill="var(--ground)" stroke="var(--arm1)"/>`;
  expect(smallDrawing(drawn)).toBe(`
<path d="M284.5 8L284.5 35" fill="none" stroke="var(--line)"/>
<path d="M10 20l57 0l0 16l-57 0Z" fill="var(--part1)" ${BAR}/>
<text lang="en" ${WORDS} fill="var(--soft)" x="446.1" y="69">ratio &lt;</text><text lang="ko" ${WORDS} fill="var(--soft)" x="446.1" y="69">배율 &lt;</text>
<text ${WORDS} transform="matrix(0,-1,1,0,10.9,100)" fill="var(--soft)">ms</text>
<text x="34" y="24" fill="var(--soft)">HTTP</text>
<circle cx="498" cy="21.5" r="4.5" fill="var(--ground)" stroke="var(--bad)" stroke-width="2"/>
<ellipse cx="76.1" cy="38" rx="8" ry="3" fill="var(--ground)" stroke="var(--arm1)"/>`);
});

it.each([
  ['a line in the colour of the page', 'M1 1L1 9', 'fill="none" stroke="var(--ground)"'],
  ['a dot that a line without a length leaves', 'M1 1L1 1', 'fill="none" stroke="var(--ink)"'],
  ['an area without a width, with an edge', 'M1 1l0 0l0 9l0 0Z', 'fill="red" stroke="var(--ink)"'],
  ['an area in the colour that marks have by default', 'M1 1L9 9L1 9Z', 'r="0"'],
  ['an area that is a tenth wide', 'M1 1l0.1 0l0 9l-0.1 0Z', 'fill="var(--band)"'],
])('keeps %s', (_, d, look) => {
  expect(smallDrawing(`<path d="${d}" ${look}></path>`)).toBe(`<path d="${d}" ${look}/>`);
});

it('draws each part of a bar that has a length, and the sum and the name of every bar', () => {
  const rows = [
    { label: 'one', parts: [3, 0, 2.5] },
    { label: 'none', parts: [0, 0, 0] },
  ];
  const show = (value: number) => `${value} in all`;
  const picture = svg(stackedBars(rows, { unit: 'MB', greatest: 5.5, show }, 340), 'Bars').text;
  expect(picture.match(/<path [^>]*fill="var\(--part\d\)"/g)).toHaveLength(2);
  const texts = [...picture.matchAll(/<text\b[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
  expect(texts).toEqual(
    expect.arrayContaining(['one', 'none', '5.5 in all', '0 in all', 'MB', '0', '2', '4', '6']),
  );
  expect(picture).toContain('role="img" aria-label="Bars">');
});
