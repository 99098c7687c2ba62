import { expect, it } from 'vitest';
import { html } from './html.ts';
import { alike, drawn, inLanguages, joined, listed } from './said.ts';

const memory = { en: 'memory', ko: '메모리' };

it('puts texts together, each language by itself', () => {
  expect(alike`${memory}: ${12} ${'MB'}`).toEqual({ en: 'memory: 12 MB', ko: '메모리: 12 MB' });
  expect(joined([memory, 'a'])).toEqual({ en: 'memory, a', ko: '메모리, a' });
  expect(listed(['a', memory, 'b'])).toEqual({ en: 'a, memory and b', ko: 'a, 메모리, b' });
  expect(listed(['a'])).toEqual({ en: 'a', ko: 'a' });
  expect(listed([])).toEqual({ en: '', ko: '' });
});

it('shows a text in each language, and once where they are the same', () => {
  expect(html`<p>${memory}</p>`.text).toBe(
    '<p><span lang="en">memory</span><span lang="ko">메모리</span></p>',
  );
  expect(html`<p>${{ en: 'a<b', ko: 'a<b' }}</p>`.text).toBe('<p>a&lt;b</p>');
});

it('draws a text element for each language, shortened for itself', () => {
  const text = `<text x="1">${drawn(memory, 4)}</text><text>${drawn('MB')}</text>`;
  expect(inLanguages(text)).toBe(
    '<text lang="en" x="1">mem…</text><text lang="ko" x="1">메모리</text><text>MB</text>',
  );
});
