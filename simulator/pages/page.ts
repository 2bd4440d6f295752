import { randomBytes } from 'node:crypto';
import { type Html, html, trusted } from '#simulator/pages/html';
import { pageStyle } from '#simulator/pages/page-style';
import type { Visit } from '#simulator/pages/visit';

/** A page whole: head, the simulator's neutral mark, the content, and a foot that says what this is. */
export function renderPage(page: Page, visit: Visit, nonce: string): string {
  const { words, lang, switchUrl } = visit;
  const attribute = trusted(`nonce="${nonce}"`);
  const other = lang === 'nb' ? 'en' : 'nb';
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${page.title} – ${words.productName}</title>
<link rel="icon" href="data:,">
${page.refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${page.refreshSeconds}"></noscript>`}
<style ${attribute}>${trusted(pageStyle)}</style>
</head>
<body class="${page.frame}">
<div class="device">
<header class="mark"><span class="mark-sign" aria-hidden="true">S</span> <span>${words.productName}</span></header>
<main id="main">${page.content}</main>
<footer class="foot"><p>${words.disclaimer}</p><p><a href="${switchUrl}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a></p></footer>
</div>
<script ${attribute}>${trusted(quietDoubleClicks)}</script>
${page.script !== undefined && html`<script ${attribute}>${trusted(page.script)}</script>`}
</body>
</html>`.markup;
}

export interface Page {
  readonly title: string;
  /** The landing page stands in a browser; the app in the picture of a phone. */
  readonly frame: 'browser' | 'app';
  readonly content: Html;
  /** Our own code only; what it needs to know stands in data attributes. */
  readonly script?: string;
  /** Without JavaScript the page asks again so often. */
  readonly refreshSeconds?: number;
}

/** form-action is left open on purpose: a form's answer may lead back to the shop. */
export function pageHeaders(): { headers: Record<string, string>; nonce: string } {
  const nonce = randomBytes(16).toString('base64');
  const own = `'nonce-${nonce}'`;
  return {
    nonce,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src ${own}; script-src ${own}; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  };
}

/** The server bears double posts; this only spares the eye. The button's own value still goes along. */
const quietDoubleClicks = `document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = 'yes';
  event.target.setAttribute('aria-busy', 'true');
});
addEventListener('pageshow', () => { for (const form of document.forms) { delete form.dataset.sent; form.removeAttribute('aria-busy'); } });`;
