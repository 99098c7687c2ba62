import { expect, it } from 'vitest';
import { withLooks } from './looks.ts';

const page = (head: string, drawing: string) =>
  `<html><head><title>t</title>${head}</head><body><p style="color: red">fill="red"</p><svg viewBox="0 0 9 9" role="img" aria-label="A">${drawing}</svg></body></html>`;

it('gives each look a class, in the order in which the page needs them', () => {
  const drawn = `<path d="M0 0h1" fill="none" stroke="var(--line)"/>
<text lang="en" text-anchor="middle" style="font-size:12px;font-weight:600;" x="1" y="2" fill="var(--ink)">fill="a"</text>
<path d="M0 1h1" fill="none" stroke="var(--line)"/>
<circle cx="1" cy="1" r="2" fill="var(--arm0-1)" stroke-dasharray="4,2" stroke-opacity="0.8"/>`;
  const rules = `<style>
.s0{fill:none;stroke:var(--line)}
.s1{text-anchor:middle;font-size:12px;font-weight:600;fill:var(--ink)}
.s2{fill:var(--arm0-1);stroke-dasharray:4,2;stroke-opacity:0.8}
</style>`;
  const marks = `<path class="s0" d="M0 0h1"/>
<text class="s1" lang="en" x="1" y="2">fill="a"</text>
<path class="s0" d="M0 1h1"/>
<circle class="s2" cx="1" cy="1" r="2"/>`;
  expect(withLooks(page('', drawn))).toBe(page(rules, marks));
});

it('changes nothing of a page without drawings, and writes no value into a rule that could end it', () => {
  for (const same of [
    '<html><head></head><body><p style="color: red"></p></body></html>',
    page('', '<path d="M0 0h1" fill="red}&lt;/style"/>'),
  ])
    expect(withLooks(same)).toBe(same);
});
