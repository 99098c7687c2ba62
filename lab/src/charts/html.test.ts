import { expect, it } from 'vitest';
import { html } from './html.ts';

it('escapes whatever is put in, in text and in attributes', () => {
  const hostile = `<script>alert("x")</script> & 'y'`;
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;</p>',
  );
});

it('joins lists, keeps markup and leaves nothing for nothing', () => {
  expect(html`<ul>${[1, 'a<'].map((item) => html`<li>${item}</li>`)}${null}${undefined}</ul>`.text).toBe(
    '<ul><li>1</li><li>a&lt;</li></ul>',
  );
});
