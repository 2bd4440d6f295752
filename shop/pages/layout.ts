/** What every page has: head, banner, menu, footer. */
import { brandMark } from '#shop/catalogue/illustrations';
import { type Language, languages } from '#shop/language';
import { type Html, html, nothing } from '#shop/pages/html';
import type { Texts } from '#shop/texts/nb';

export function layout(view: View, { title, content, head = nothing }: PageParts): Html {
  const { language, texts } = view;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${texts.shopName}</title>
<link rel="stylesheet" href="/assets/shop.css">
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
${head}
</head>
<body>
<a class="skip" href="#content">${texts.skip}</a>
<header class="banner">
<a class="brand" href="/">${brandMark}<span><strong>${texts.shopName}</strong><small>${texts.motto}</small></span></a>
<nav aria-label="${texts.nav.label}"><ul>
${menuItem(view, '/', texts.nav.products)}
${menuItem(view, '/cart', texts.nav.cart(view.cartCount))}
${menuItem(view, '/about', texts.nav.about)}
</ul></nav>
<nav class="languages" aria-label="${texts.nav.language}"><ul>${languages.map((choice) => languageItem(view, choice))}</ul></nav>
</header>
<main id="content" tabindex="-1">
${content}
</main>
<footer><p>${texts.footer}</p>${view.isLocal && html`<p><a href="/backroom">${texts.nav.backroom}</a></p>`}</footer>
</body>
</html>`;
}

/** Whom a page is shown to, and where. */
export interface View {
  readonly language: Language;
  readonly texts: Texts;
  readonly path: string;
  /** The key of an order page, kept when the language is switched. */
  readonly key?: string;
  readonly cartCount: number;
  /** Sits at this machine. */
  readonly isLocal: boolean;
}

interface PageParts {
  readonly title: string;
  readonly content: Html;
  readonly head?: Html;
}

const languageNames: Readonly<Record<Language, string>> = { nb: 'Norsk', en: 'English' };

function menuItem({ path }: View, href: string, words: string): Html {
  return html`<li><a href="${href}"${path === href && html` aria-current="page"`}>${words}</a></li>`;
}

function languageItem(view: View, choice: Language): Html {
  const query = new URLSearchParams({ ...(view.key === undefined ? {} : { key: view.key }), lang: choice });
  const current = choice === view.language && html` aria-current="true"`;
  return html`<li><a href="${view.path}?${query.toString()}" lang="${choice}" hreflang="${choice}"${current}>${languageNames[choice]}</a></li>`;
}
