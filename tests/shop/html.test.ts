import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '#shop/pages/html';

describe('markup of the shop', () => {
  it('escapes what is put in, and not what is markup already', () => {
    const name = `<script>alert("1")</script> & 'more'`;
    expect(html`<b title="${name}">${html`<i>${name}</i>`}</b>`.toString()).toBe(
      '<b title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;">' +
        '<i>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;</i></b>',
    );
  });

  it('shows nothing for undefined and false, the number for 0, and each of a list', () => {
    expect(html`${undefined}${false}${0}${['<', html`<br>`]}`.toString()).toBe('0&lt;<br>');
  });

  it('lets no text open a tag or close an attribute', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(html`${text}`.toString())));
  });
});
